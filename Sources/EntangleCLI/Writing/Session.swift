internal import EntangleCrypto
internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// A command at work in a governed repository: what is there, judged, and who acts.
struct Session {
  /// How much of the repository is judged at the start.
  enum Scope {
    /// The trust chain alone; enough for what answers nobody.
    case trust
    /// Everything.
    case all
  }

  let context: CommandContext
  let governed: GovernedRepository
  let repository: Repository
  let now: Timestamp
  /// What the verifier knows at the start.
  let judgement: Judgement
  /// The trust state in force.
  let state: TrustStep
  /// Which trust root the user has pinned here.
  let trustRoot: SHA256Digest

  /// Opens the repository of the current directory; throws where its trust chain does not stand, or
  /// no trust root is pinned. `asOfLaw`: for whoever takes something back, law that is dated ahead is judged as of then.
  static func open(
    _ scope: Scope, asOfLaw: Bool = false, in context: CommandContext
  ) throws(CommandError) -> Session {
    let governed = try GovernedRepository.open(nil, in: context)
    guard let repository = governed.repository else {
      throw CommandError("not a git repository")
    }
    try governed.requireLaw()
    var now = try context.now()
    if asOfLaw, let time = try governed.lawTime() { now = max(now, time) }
    guard let root = try PinStore(context).root(of: governed.path) else {
      throw CommandError(
        "no trust root is pinned for this repository", code: "T101",
        hint: "entangle trust pin <repository id>, with an id from somebody you trust",
        status: .undecided)
    }
    let refs = governed.entangleRefs.filter { scope == .all || $0.name == EntangleRef.trustName }
    let report = Verifier(
      governed.input(refs: refs, branches: [:], trustRoot: root, now: now, in: context)
    ).report(recorded: scope == .all ? governed.records(in: context) : nil, in: context)
    guard let judgement = report.judgement, let state = judgement.chain.newest,
      !report.findings.contains(where: { $0.code.hasPrefix("T") })
    else { throw CommandError(report.findings) }
    return Session(
      context: context, governed: governed, repository: repository, now: now,
      judgement: judgement, state: state, trustRoot: root)
  }

  /// The principal who acts: `--as`, `ENTANGLE_PRINCIPAL`, `entangle.principal` in git's
  /// configuration, in this order. Throws where there is none, or it is not enrolled.
  func principal(_ option: PrincipalID?) throws(CommandError) -> Principal {
    var named = option
    if named == nil { named = try Self.defaultPrincipal(context, repository) }
    guard let named else {
      throw CommandError(
        "who are you?", hint: "--as <id>, ENTANGLE_PRINCIPAL, or git config entangle.principal")
    }
    guard let principal = state.state.principals[named] else {
      throw CommandError(
        "'\(named)' is not enrolled", code: "K101", hint: "have an authority enrol it",
        status: .refused)
    }
    return principal
  }

  /// The principal named by environment or configuration.
  static func defaultPrincipal(
    _ context: CommandContext, _ repository: Repository
  ) throws(CommandError) -> PrincipalID? {
    let text =
      if let variable = context.environment["ENTANGLE_PRINCIPAL"] {
        variable
      } else {
        try configured("entangle.principal", repository, context)
      }
    guard let text else { return nil }
    guard let id = PrincipalID(text) else {
      throw CommandError("'\(displayText(text.utf8))' is no name of a principal")
    }
    return id
  }

  /// A value of git's configuration, as git itself reads it: where its environment names more than files, as `git -c` does, it
  /// is asked.
  private static func configured(
    _ key: String, _ repository: Repository, _ context: CommandContext
  ) throws(CommandError) -> String? {
    let more = [
      "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM",
    ]
    guard more.contains(where: { context.environment[$0] != nil }) else {
      return try attempt { try repository.configuration(key) }
    }
    let said = try GitProgram.run(["config", "--get", key], in: repository, context)
    return said.isSuccess ? said.text.split(separator: "\n").first.map(String.init) : nil
  }

  /// The commit that a revision names for git: a full or short oid, a branch, `HEAD`.
  func commit(_ revision: String) throws(CommandError) -> CommitReference {
    // (Of ':/text' all that follows is text to git.)
    let named = revision.hasPrefix(":/") ? try object(revision)?.hex : revision
    guard let named, let id = try object(named, as: "^{commit}") else {
      throw CommandError("'\(displayText(revision.utf8))' names no commit")
    }
    return try reference(to: id)
  }

  /// What a revision names for git; nil where that is nothing. Throws where git knows more than one thing of that name, such as
  /// a tag that somebody else called like a branch, or like the beginning of a commit's oid: it would take the tag.
  private func object(
    _ revision: String, as suffix: String = ""
  ) throws(CommandError) -> ObjectID? {
    let result = try GitProgram.run(
      ["rev-parse", "--verify", "--end-of-options", revision + suffix], in: self,
      setting: "core.warnAmbiguousRefs=true")
    guard result.isSuccess else { return nil }
    // (A full oid is always itself to git.)
    let named = revision.prefix { $0.isHexDigit }
    if ObjectID(hex: named.utf8) == nil, result.talk.contains("is ambiguous") {
      throw CommandError(
        "'\(displayText(revision.utf8))' is ambiguous: git knows more than one of that name",
        hint: "its full name, as in 'refs/heads/<branch>', or the full oid", status: .refused)
    }
    return ObjectID(hex: result.text.trimmingNewline.utf8)
  }

  /// A commit with its digests.
  func reference(to id: ObjectID) throws(CommandError) -> CommitReference {
    var digester = ContentDigesting(governed.objects, context)
    return try digester.reference(to: id)
  }

  /// The event that an oid or an unambiguous beginning of one names, among those of a kind.
  func event(_ text: String, _ kinds: EventName...) throws(CommandError) -> JudgedEvent {
    try event(text, among: kinds)
  }

  /// The same, of kinds in a list.
  func event(_ text: String, among kinds: [EventName]) throws(CommandError) -> JudgedEvent {
    let found = judgement.events.values(named: text).filter {
      text.utf8.count >= 4 && kinds.contains($0.event.body.kind.name)
    }
    guard found.count < 2 else {
      throw CommandError("'\(displayText(text.utf8))' is ambiguous", hint: "give more digits")
    }
    guard let event = found.first else {
      if let error = judgement.otherKind(text, than: kinds) { throw error }
      let isAny = kinds.count == EventName.allCases.count
      let names = isAny ? "event" : kinds.map(\.rawValue).joined(separator: " or ")
      throw CommandError(
        "'\(displayText(text.utf8))' names no \(names)",
        hint: "entangle fetch, if others published it")
    }
    guard event.standing == .accepted else {
      throw CommandError(
        "'\(event.event.id.short)' is \(event.standing)",
        code: event.standing == .void ? "A107" : "C103",
        hint: "entangle why \(event.event.id.short)", status: .refused)
    }
    return event
  }
}

extension GovernedRepository {
  /// What the verifier is asked, with refs that may differ from those stored, and objects where they do.
  func input(
    _ objects: (any ObjectSource)? = nil, refs: [(name: RefName, id: ObjectID)],
    branches: [RefName: ObjectID],
    trustRoot: SHA256Digest?, now: Timestamp, in context: CommandContext
  ) -> VerificationInput {
    VerificationInput(
      objects: objects ?? self.objects, cryptography: context.cryptography,
      workers: context.workers,
      entangleRefs: refs, branches: branches, trustRoot: trustRoot, now: now)
  }
}

extension CommandError {
  /// The first thing that the verifier found, as a refusal.
  init(_ findings: [Finding]) {
    guard let first = findings.max(by: { $0.severity < $1.severity }) else {
      self.init("the repository cannot be judged")
      return
    }
    self.init(
      "\(first.title): \(first.detail)", code: first.code, hint: first.hint,
      status: first.severity == .refused ? .refused : .undecided)
  }
}

extension String {
  /// The text without the newline at its end.
  var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
