internal import EntangleModel
internal import Synchronization

/// Reads changes from the object database, each commit once, and checks the signatures of their commits.
///
/// Several may work at once: one goes along a change, and others check the signatures of what he has passed. Who has read
/// an event that names a change says so (`expect`), and whoever has time goes ahead with it.
final class ChangeReader: Sendable {
  private let objects: any ObjectSource
  private let cryptography: any Cryptography
  private let limits: ReadLimits
  private let baseline: [ObjectID]
  private let withheld: Set<ObjectID>
  private let isExcerpt: Bool
  private let workers: (any Workers)?
  private let checks: SignatureChecks
  private let graph = Mutex(CommitGraph())
  private let changes = Mutex(ChangeWalks())
  /// Held by who looks at all that is behind a commit, so that nobody else does the same meanwhile.
  private let past = Mutex(Past())

  /// What was asked for last: the events about one change often follow each other.
  private let last = Mutex<(pair: ChangeWalks.Pair, change: ChangeReading)?>(nil)

  private struct Past {
    var knowsExempt = false
    /// A commit of the baseline that is not there.
    var absent: ObjectID?
  }

  private struct Stop: Error {
    let problem: ChangeReading.Problem
  }

  /// `baseline`: commits whose histories are exempt. In an excerpt, what is behind a base or the baseline
  /// is known only as far as its commits are there; all others count as part of the change. `withheld` are commits that are
  /// not looked at, be they there or not, and what is behind them is not known through them. `workers` are those who `work` at the same time; nil where nobody does.
  init(
    objects: any ObjectSource, cryptography: any Cryptography, limits: ReadLimits,
    baseline: [ObjectID], withheld: Set<ObjectID> = [], isExcerpt: Bool = false,
    workers: (any Workers)? = nil
  ) {
    self.withheld = withheld
    self.isExcerpt = isExcerpt
    self.baseline = baseline
    self.objects = objects
    self.cryptography = cryptography
    self.limits = limits
    self.workers = workers
    checks = SignatureChecks(cryptography, format: objects.format)
  }

  /// Reads changes for who judges all of a history while others work.
  convenience init(_ input: VerificationInput, chain: TrustChain) {
    self.init(
      objects: input.objects, cryptography: input.cryptography, limits: input.limits,
      baseline: chain.exemptTips, withheld: Set(chain.withheld.keys),
      isExcerpt: input.excerpt != nil, workers: input.workers)
  }

  /// The change from `base` to `head`.
  func change(from base: ObjectID, to head: ObjectID) -> ChangeReading {
    let pair = ChangeWalks.Pair(base: base, head: head)
    if let known = last.withLock({ $0?.pair == pair ? $0?.change : nil }) { return known }
    let change = newChange(pair)
    last.withLock { $0 = (pair, change) }
    return change
  }

  private func newChange(_ pair: ChangeWalks.Pair) -> ChangeReading {
    while true {
      switch changes.withLock({ $0.claim(pair) }) {
      case .commits(let numbers): return ChangeReading(commits: readings(numbers), problem: nil)
      case .problem(let problem): return ChangeReading(commits: [], problem: problem)
      case .expected: go(along: pair)
      case .begun: if !checks.checkSome() { workers?.pause() }
      }
    }
  }

  /// What a commit of a change is built on.
  func parents(of id: ObjectID) -> [ObjectID] {
    graph.withLock { graph in graph.parents(graph.number(of: id)).map { graph.id($0) } }
  }

  /// The change without what the baseline reaches; to be looked up only where a commit would not
  /// pass, as it reads the baseline's whole history.
  func withoutBaseline(_ change: ChangeReading) -> ChangeReading {
    do throws(Stop) {
      try knowExempt()
      return graph.withLock { graph in
        ChangeReading(
          commits: change.commits.filter { !graph.isExempt(graph.number(of: $0.id)) },
          problem: change.problem)
      }
    } catch {
      return ChangeReading(commits: [], problem: error.problem)
    }
  }

  /// A commit that is not there, and behind which commits would be exempt; nil where none is known.
  var absentExemption: ObjectID? { past.withLock { $0.absent } }

  /// Takes in that somebody will ask for the change of an event.
  func expect(_ body: EventBody) {
    let base: CommitReference?
    let head: CommitReference?
    switch body.kind.name {
    case .changePropose: (base, head) = (body.commit(.base), body.commit(.head))
    case .land: (base, head) = (body.commit(.old), body.commit(.new))
    default: return
    }
    guard let base, let head else { return }
    changes.withLock { $0.expect(ChangeWalks.Pair(base: base.id, head: head.id)) }
  }

  /// Does a part of what is left to do, such as going along a change; false where nothing is.
  func workSome() -> Bool {
    if checks.checkSome() { return true }
    guard let pair = changes.withLock({ $0.claimExpected() }) else { return false }
    go(along: pair)
    return true
  }

  /// Works until nothing is left of what is expected.
  func work() {
    while true {
      if workSome() { continue }
      guard changes.withLock({ $0.hasOpen }) || !checks.isEmpty else { return }
      workers?.pause()
    }
  }

  private func go(along pair: ChangeWalks.Pair) {
    let walk: ChangeWalks.Walk
    do throws(Stop) {
      walk = .commits(try commits(from: pair.base, to: pair.head))
    } catch {
      walk = .problem(error.problem)
    }
    changes.withLock { $0.finish(pair, walk) }
  }

  /// Goes from the head towards the base. Without merges it never looks behind the base; at the first merge all
  /// that is behind the base gets its level, so that side branches end there too. Where something there is withheld, they
  /// end at what is exempt as well: else what landed long ago would be of the change, and nobody could tell.
  private func commits(from base: ObjectID, to head: ObjectID) throws(Stop) -> [EventNumber] {
    guard base != head else { throw Stop(problem: .notDescendant) }
    if withheld.contains(base) { throw Stop(problem: .withheld(base)) }
    let (base, head) = graph.withLock { ($0.number(of: base), $0.number(of: head)) }
    var passed: [SignatureChecks.Commit] = []
    defer { checks.add(passed) }
    var line: [EventNumber] = []
    var next = head
    while next != base {
      guard line.count < limits.changeCommits else { throw Stop(problem: .tooLong) }
      try pass(next, &passed)
      line.append(next)
      let parents = graph.withLock { $0.parents(next) }
      guard let parent = parents.first else { throw Stop(problem: .notDescendant) }
      guard parents.count == 1 else {
        return try branched(from: base, to: head, line, &passed)
      }
      next = parent
    }
    return line
  }

  /// The commits between base and head, where there is a merge among them; `line` are some of them.
  private func branched(
    from base: EventNumber, to head: EventNumber, _ line: [EventNumber],
    _ passed: inout [SignatureChecks.Commit]
  ) throws(Stop) -> [EventNumber] {
    try past.withLock { (_) throws(Stop) in try level([base]) }
    if graph.withLock({ $0.isCutShort(base) }) {
      try knowExempt()
      if let absentExemption { throw Stop(problem: .missing(absentExemption)) }
    }
    // Whatever has no level by now is not behind the base.
    var count = graph.withLock { graph in line.count { !graph.hasLevel($0) } }
    var stack = [head]
    while let next = graph.withLock({ $0.level(&stack) }) {
      count += 1
      guard count <= limits.changeCommits else { throw Stop(problem: .tooLong) }
      try pass(next, &passed)
    }
    let limit = limits.changeCommits
    guard let found = graph.withLock({ $0.between(base, head, limit: limit) }) else {
      throw Stop(problem: .notDescendant)
    }
    guard found.count <= limits.changeCommits else { throw Stop(problem: .tooLong) }
    if let absent = graph.withLock({ graph in
      found.first { graph.isAbsent($0) }.map { graph.id($0) }
    }) {
      throw Stop(problem: problem(ofAbsent: absent))
    }
    return found
  }

  private func problem(ofAbsent id: ObjectID) -> ChangeReading.Problem {
    withheld.contains(id) ? .withheld(id) : .missing(id)
  }

  /// Gives a level to commits and all that is behind them. Some of that may be withheld, and in an excerpt some
  /// is not there.
  private func level(_ tips: [EventNumber]) throws(Stop) {
    var stack = tips
    while let next = graph.withLock({ $0.level(&stack) }) {
      let id = graph.withLock { $0.id(next) }
      do throws(Stop) {
        let parents = parents(in: try load(id))
        graph.withLock { $0.insert(next, parents: parents) }
      } catch {
        switch error.problem {
        case .withheld: graph.withLock { $0.insertAbsent(next, isWithheld: true) }
        case .missing where isExcerpt: graph.withLock { $0.insertAbsent(next, isWithheld: false) }
        default: throw error
        }
      }
    }
    if let tip = graph.withLock({ graph in tips.first { graph.isDoubtful($0) }.map { graph.id($0) }
    }) {
      throw Stop(problem: .unreadable("\(tip) is built on what does not start as a commit"))
    }
  }

  /// Takes in what the baseline leads to, as far as its commits are there: a branch that nobody needs any more may be gone.
  private func knowExempt() throws(Stop) {
    let baseline = baseline
    try past.withLock { (past) throws(Stop) in
      guard !past.knowsExempt else { return }
      var tips: [EventNumber] = []
      for id in baseline {
        if !isExcerpt, !withheld.contains(id), try isMissing(id) {
          past.absent = past.absent ?? id
        } else {
          tips.append(graph.withLock { $0.number(of: id) })
        }
      }
      try level(tips)
      graph.withLock { $0.exempt(tips) }
      past.knowsExempt = true
    }
  }

  private func isMissing(_ id: ObjectID) throws(Stop) -> Bool {
    do throws(Stop) {
      _ = try load(id)
      return false
    } catch {
      if case .missing = error.problem { return true }
      throw error
    }
  }

  /// Reads a commit of a change, where nobody has, and has its signature checked.
  private func pass(
    _ number: EventNumber, _ passed: inout [SignatureChecks.Commit]
  ) throws(Stop) {
    let (id, isUnread, isAbsent) = graph.withLock {
      ($0.id(number), $0.isUnread(number), $0.isAbsent(number))
    }
    // It was behind another change's base.
    if isAbsent { throw Stop(problem: problem(ofAbsent: id)) }
    guard isUnread else { return }
    let content = try load(id)
    let parents = parents(in: content)
    graph.withLock { $0.insert(number, parents: parents) }
    passed.append(SignatureChecks.Commit(number: number, id: id, content: content))
    guard passed.count == SignatureChecks.size else { return }
    checks.add(passed)
    passed.removeAll(keepingCapacity: true)
  }

  /// What came of commits that have been read, in their order; helps until it is known of each.
  private func readings(_ numbers: [EventNumber]) -> [CommitReading] {
    let new = checks.new(among: numbers)
    for lot in stride(from: 0, to: new.count, by: SignatureChecks.size) {
      checks.add(
        new[lot..<min(lot + SignatureChecks.size, new.count)].map { number in
          let id = graph.withLock { $0.id(number) }
          return SignatureChecks.Commit(number: number, id: id, content: (try? load(id)) ?? [])
        })
    }
    var found = checks.readings(of: numbers[...])
    while found.count < numbers.count {
      if !checks.checkSome() { workers?.pause() }
      found += checks.readings(of: numbers[found.count...])
    }
    return found
  }

  /// What a commit's first lines say; nil where it has none such.
  private func parents(in content: [UInt8]) -> [ObjectID]? {
    CommitParents(content, format: objects.format)?.ids
  }

  /// The content of a commit.
  private func load(_ id: ObjectID) throws(Stop) -> [UInt8] {
    if withheld.contains(id) { throw Stop(problem: .withheld(id)) }
    let object: RawObject?
    do throws(ObjectReadError) {
      object = try objects.read(id, limit: limits.commitBytes)
    } catch {
      throw Stop(problem: .unreadable("\(error)"))
    }
    guard let object else { throw Stop(problem: .missing(id)) }
    guard object.type == .commit, cryptography.objectID(object, format: objects.format) == id else {
      throw Stop(problem: .unreadable("\(id) is not the commit that its name says"))
    }
    return object.content
  }
}
