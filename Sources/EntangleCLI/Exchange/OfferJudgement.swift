internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// What the verifier makes of a repository in which offered refs have moved. A ref that brings what
/// is refused is held back, and the rest judged again, so that one bad lane holds up nobody else.
struct OfferJudgement {
  /// Refs as they are, and where some are offered to move.
  struct Question {
    let entangle: [RefName: ObjectID]
    let branches: [RefName: ObjectID]
    let tags: [RefName: ObjectID]
    var offered: [RefName: ObjectID]
    /// Where branches would stand; nil where one would be gone.
    var offeredBranches: [RefName: ObjectID?]
    /// Where tags would stand; nil where one would be gone.
    var offeredTags: [RefName: ObjectID?]
    /// Below which prefix this repository has the offered refs as refs.
    let prefix: String
    /// The lanes that a remote shows which offers them.
    var lanesShown: [RefName: ObjectID] = [:]
    /// Where that remote showed branches before of which nothing was found.
    var shownBefore: [RefName: ObjectID] = [:]
  }

  /// What may move.
  private(set) var question: Question
  /// What is held back, or was found besides.
  private(set) var problems: [ExchangeProblem] = []
  /// What is known with all that may move in its new place; nil where nothing was offered.
  private(set) var judgement: Judgement?
  /// What the verifier said with all that may move in its new place; nil where nothing was offered.
  private(set) var last: Report?

  /// The names of the offered refs that are held back.
  private var held: Set<String> = []

  /// Whether a ref is held back.
  func holds(_ name: RefName) -> Bool { held.contains(name.description) }

  private let governed: GovernedRepository
  private let repository: Repository
  private let root: SHA256Digest
  private let now: Timestamp
  private let context: CommandContext

  /// Judges. Throws where the trust chain does not stand without what is offered either.
  init(
    _ question: Question, _ governed: GovernedRepository, _ repository: Repository,
    root: SHA256Digest, in context: CommandContext
  ) throws(CommandError) {
    self.question = question
    self.governed = governed
    self.repository = repository
    self.root = root
    self.context = context
    now = try context.now()
    try judge()
  }

  /// Remembers how far the host's log was, which is here from now on.
  func remember() {
    if let last { HeadStore(root, in: context)?.remember(last) }
  }

  private mutating func judge() throws(CommandError) {
    while !offeredNames.isEmpty {
      let more = last?.judgement
      let report = report()
      judgement = report.standingJudgement
      last = report
      guard !holdLeft(report) else { continue }
      guard report.verdict != .verified else { return }
      let held = try blamed(report)
      guard held.isEmpty else {
        hold(held, since: more)
        continue
      }
      let before = baseReport()
      let news = news(in: report, since: before)
      let isExplained = news.allSatisfy { finding in
        guard let id = ObjectID(hex: finding.object) else {
          return finding.object.hasPrefix("refs/")
        }
        return before.judgement?.events[id] != nil
      }
      guard isExplained, report.judgement != nil else {
        // What is found cannot be laid on one ref, so nothing moves.
        let finding = news.first ?? report.findings.max { $0.severity < $1.severity }
        guard let finding else { return }
        hold(Dictionary(uniqueKeysWithValues: offeredNames.map { ($0, finding) }), since: nil)
        return
      }
      problems += news.map { ExchangeProblem($0, holding: []) }
      return
    }
  }

  /// Takes branches back that would leave what had landed there: whoever may push to a remote can move one to where another
  /// landing from the same place has led it. Gives whether there are any. (Where a rule speaks of one, that is told.)
  private mutating func holdLeft(_ report: Report) -> Bool {
    guard let judgement else { return false }
    let found = Set(report.findings.filter { $0.severity > .warning }.map(\.object))
    let left = question.offeredBranches.compactMap { name, there in
      there.flatMap { there in question.shownBefore[name].map { (name, $0, there) } }
    }.filter { name, before, _ in
      !found.contains(name.description) && judgement.hasLeft(before, on: name)
    }.filter { _, before, there in
      // (A merge of both leaves nothing.)
      (try? repository.isAncestor(before, of: there)) != true
    }
    for (name, before, there) in left.sorted(by: { $0.0 < $1.0 }) {
      problems.append(.left(name, before: before, there: there))
      held.insert(name.description)
      question.offeredBranches.removeValue(forKey: name)
    }
    return !left.isEmpty
  }

  /// What is found of objects of which nothing was found before: who has put what everybody refuses on a lane could else keep
  /// law from being pushed under which it breaks another rule as well. A log that is held back is not gone.
  private func news(in report: Report, since before: Report) -> [Finding] {
    let known = before.findings.filter { $0.severity > .warning && $0.object != "-" }
    let bad = Set(known.map(\.object))
    return report.findings.filter {
      $0.base == nil && $0.severity > .warning && !bad.contains($0.object)
        && !before.findings.contains($0) && !($0.code == "J107" && held.contains($0.object))
    }
  }

  /// That the host is silent: its receipts that are offered are the last thing to blame for it.
  static let silence = "J110"

  /// Whether what is offered makes worse what is there.
  var spoils: Bool { problems.contains { $0.word == .found && $0.code != Self.silence } }

  private var offeredNames: [RefName] {
    Array(question.offered.keys) + Array(question.offeredBranches.keys)
      + Array(question.offeredTags.keys)
  }

  /// Takes refs back from what is offered; one problem for each finding, whatever it holds. `more`: what was judged with those
  /// that were held just before, if any.
  private mutating func hold(_ held: [RefName: Finding], since more: Judgement?) {
    let byFinding = Dictionary(grouping: held.keys.sorted()) { held[$0] }
    for (finding, names) in byFinding.sorted(by: { $0.value[0] < $1.value[0] }) {
      guard let finding else { continue }
      let stood =
        ObjectID(hex: finding.object).map { more?.events[$0]?.standing == .accepted } ?? false
      // (What is offered under its own name is pushed.)
      let isOurs = question.prefix == "refs/entangle/"
      problems.append(
        stood
          ? .following(finding, holding: names)
          : ExchangeProblem(finding, holding: names, isOurs: isOurs))
    }
    self.held.formUnion(held.keys.map(\.description))
    for name in held.keys {
      question.offered[name] = nil
      question.offeredTags.removeValue(forKey: name)
      question.offeredBranches.removeValue(forKey: name)
    }
  }

  private func report() -> Report {
    let refs = question.entangle.merging(question.offered) { _, new in new }
    var branches = question.branches
    for (name, id) in question.offeredBranches { branches[name] = id }
    var tags = question.tags
    for (name, id) in question.offeredTags { tags[name] = id }
    return verify(refs, branches, tags)
  }

  private func baseReport() -> Report {
    verify(question.entangle, question.branches, question.tags)
  }

  /// The offered tags that events of what was judged put there: no others are exchanged.
  var recordedTags: [RefName: ObjectID] {
    question.offeredTags.compactMapValues(\.self).filter {
      judgement?.state.isTagged($0.key, as: $0.value) ?? false
    }
  }

  private func verify(
    _ refs: [RefName: ObjectID], _ branches: [RefName: ObjectID], _ tags: [RefName: ObjectID]
  ) -> Report {
    let report = Verifier(
      VerificationInput(
        objects: governed.objects.unproven, cryptography: context.cryptography,
        workers: context.workers, entangleRefs: refs.map { (name: $0.key, id: $0.value) },
        branches: branches, tags: tags, trustRoot: root, now: now,
        remembered: HeadStore(root, in: context)?.head())
    ).report(in: context)
    UntilExit.keep(report)
    return report
  }

  /// The offered refs that findings are about, or that reach what findings are about: whatever builds on what is refused is
  /// refused too. Of these the ones that rest on it, where any does.
  private func blamed(_ report: Report) throws(CommandError) -> [RefName: Finding] {
    let names = offeredNames
    if let finding = report.findings.first(where: { $0.code.hasPrefix("T") }) {
      guard question.offered[EntangleRef.trustName] != nil else { throw CommandError([finding]) }
      // All else is judged under the law that was there before; where there was none nothing else can be judged.
      let isFirst = question.entangle[EntangleRef.trustName] == nil
      let held = isFirst ? names : [EntangleRef.trustName]
      return Dictionary(uniqueKeysWithValues: held.map { ($0, finding) })
    }
    let named = Dictionary(names.map { ($0.description, $0) }) { first, _ in first }
    var held: [RefName: Finding] = [:]
    var asked: Set<String> = []
    let brought = try OfferedCommits(
      of: question.offered,
      besides: Array(question.entangle.values) + Array(question.branches.values), in: repository,
      context)
    for finding in report.findings
    where finding.base == nil && finding.severity > .warning && finding.code != Self.silence
      && !isUnfinished(finding, report)
    {
      if let name = named[finding.object] { held[name] = held[name] ?? finding }
      if let lane = laneAhead(finding, report) { held[lane] = held[lane] ?? finding }
      guard let id = ObjectID(hex: finding.object), asked.insert(finding.object).inserted else {
        continue
      }
      let among = brought?.refs(reaching: id)
      let reaching = if let among { among } else { try refs(reaching: id) }
      let chains = reaching.filter { rests($0, on: id, finding, report) }
      for name in chains.isEmpty ? reaching : chains where question.offered[name] != nil {
        held[name] = held[name] ?? finding
      }
    }
    return held
  }

  /// The lane whose landing would be at a remote without its branch, as where a push of it broke off; nil for all other findings,
  /// and for what a remote shows.
  private func laneAhead(_ finding: Finding, _ report: Report) -> RefName? {
    guard finding.code == "R102", question.prefix == "refs/entangle/",
      let judgement = report.judgement
    else { return nil }
    let branch = RefName(Array(finding.object.utf8))
    let tip = question.offeredBranches[branch] ?? question.branches[branch]
    guard let tip else { return nil }
    return judgement.state.landings(of: branch, from: tip).map(\.event.body).first { body in
      guard question.offered[body.lane.ref] != nil else { return false }
      let known = question.entangle[body.lane.ref].flatMap { judgement.events[$0]?.event.body }
      return known.map { $0.sequence < body.sequence } ?? true
    }?.lane.ref
  }

  /// Whether a remote's branch is behind only because a landing of here has not been published, as where that broke off.
  private func isUnfinished(_ finding: Finding, _ report: Report) -> Bool {
    let branch = RefName(Array(finding.object.utf8))
    guard finding.code == "R102", question.prefix != "refs/entangle/",
      let judgement = report.judgement, let tip = question.offeredBranches[branch] ?? nil,
      question.shownBefore[branch].map({ !judgement.hasLeft($0, on: branch) }) ?? true
    else { return false }
    return judgement.state.landings(of: branch, from: tip).allSatisfy {
      let body = $0.event.body
      let shown = question.lanesShown[body.lane.ref].flatMap {
        judgement.events[$0]?.event.body.sequence
      }
      return shown.map { $0 < body.sequence } ?? true
    }
  }

  /// The offered refs from which an object can be reached that was there before, or is no commit. Whom git does not find here,
  /// `judge` holds with all others.
  private func refs(reaching id: ObjectID) throws(CommandError) -> [RefName] {
    let direct = question.offered.filter { $0.value == id }.map(\.key)
    let found = try GitProgram.run(
      ["for-each-ref", "--format=%(refname)", "--contains=\(id)", question.prefix],
      in: repository, context)
    guard found.isSuccess else { return direct }
    return direct
      + found.text.split(separator: "\n").compactMap { line in
        RefName(Array(line.utf8)).dropping(prefix: question.prefix).map {
          RefName(Array("refs/entangle/".utf8) + $0)
        }
      }
  }

  /// Whether what is found of an object can be laid on an offered ref that reaches it. Somebody may have pointed a ref at what
  /// is good elsewhere: proposals have code behind them, lanes also trust states, and none of that is theirs.
  private func rests(
    _ name: RefName, on id: ObjectID, _ finding: Finding, _ report: Report
  ) -> Bool {
    guard question.offered[name] != nil else { return false }
    let isMissing = finding.code.hasPrefix("O")
    switch EntangleRef(name, format: id.format) {
    case .trust: return isMissing
    case .lane:
      if question.offered[name] == id { return true }
      let isState = report.judgement?.chain.steps.contains { $0.reference.id == id } ?? false
      return !isState && report.judgement?.events[id]?.standing != .accepted
    case .receipts: return isMissing || finding.code.hasPrefix("J")
    case .denylist: return isMissing || finding.code.hasPrefix("D")
    case .proposal, .input, .artifact, nil: return false
    }
  }
}
