internal import EntangleModel
internal import EntangleVerify

/// What is wrong with one ref in an exchange, or with what follows from it.
struct ExchangeProblem {
  /// What kind of problem it is, in a word that never changes its meaning.
  enum Word: String {
    case fork
    case rolledBack = "rolled-back"
    case dropped
    case held
    case found
    case undelivered
    case declined
  }

  let word: Word
  /// The ref or object that it is about.
  let subject: String
  /// One sentence, lower case, without full stop.
  private(set) var detail: String
  private(set) var hint: String
  /// The rule that is broken, where it is one.
  let code: String?
  let status: ExitStatus
  /// The refs that did not move because of it.
  let refs: [RefName]
  /// The values on both sides, where it is about two.
  let ours: ObjectID?
  let theirs: ObjectID?

  private init(
    _ word: Word, _ subject: RefName, _ detail: String, hint: String, ours: ObjectID?,
    theirs: ObjectID?
  ) {
    self.word = word
    self.subject = subject.description
    self.detail = detail
    self.hint = hint
    code = nil
    status = .refused
    refs = [subject]
    self.ours = ours
    self.theirs = theirs
  }

  /// Each side has what the other does not build on. `first` is the first event of a lane that is here alone; `wayBack` what
  /// to do about law that is here alone.
  static func fork(
    _ ref: RefName, ours: ObjectID?, theirs: ObjectID?, remote: String, first: ObjectID? = nil,
    wayBack: String? = nil
  ) -> ExchangeProblem {
    ExchangeProblem(
      .fork, ref,
      "two histories: \(ours?.hex ?? "none") here, \(theirs?.hex ?? "none") at '\(remote)'",
      hint: ref == EntangleRef.trustName
        ? "'entangle trust resolve \(shellWord(remote))' shows both; "
          + (wayBack ?? "the authorities decide which one stands")
        : ref == DenylistEntry.ref
          ? "'git update-ref -d \(ref.word)', then 'entangle fetch \(shellWord(remote))' and 'entangle deny' again"
          : laneHint(first),
      ours: ours, theirs: theirs)
  }

  /// What to do about a lane of which each side has other events.
  private static func laneHint(_ first: ObjectID?) -> String {
    let other = "its key signed twice at one place, or one side was rewritten: ask its holder"
    guard let first else { return other }
    return
      "who signs with one key in two clones fetches before: 'entangle event withdraw \(first.hex)' takes back "
      + "what was signed here alone, to be done again; where neither is yours, \(other)"
  }

  /// A tag stands here elsewhere than events, and the remote, put it.
  static func tagElsewhere(
    _ ref: RefName, ours: ObjectID, due: ObjectID, remote: String
  ) -> ExchangeProblem {
    ExchangeProblem(
      .held, ref, "it stands at \(ours.hex) here, and its event put it at \(due.hex)",
      hint: "'git update-ref -d \(ref.word)', then 'entangle fetch \(shellWord(remote))'",
      ours: ours, theirs: due)
  }

  /// The remote shows less than it once did.
  static func rolledBack(
    _ ref: RefName, seen: ObjectID, theirs: ObjectID, remote: String, isLogged: Bool
  ) -> ExchangeProblem {
    ExchangeProblem(
      .rolledBack, ref, "'\(remote)' went back from \(seen.hex) to \(theirs.hex)",
      hint: lossHint(remote, isLogged: isLogged), ours: seen, theirs: theirs)
  }

  /// A branch left what had landed on it.
  static func left(_ ref: RefName, before: ObjectID, there: ObjectID) -> ExchangeProblem {
    ExchangeProblem(
      .rolledBack, ref,
      "it was at \(before.hex), which has landed, and is at \(there.hex), to which no landing leads from there",
      hint: "the law alone takes out what has landed ('entangle redact add')", ours: before,
      theirs: there)
  }

  /// The remote no longer shows a ref that it once did.
  static func dropped(
    _ ref: RefName, seen: ObjectID, remote: String, isLogged: Bool
  ) -> ExchangeProblem {
    ExchangeProblem(
      .dropped, ref, "'\(remote)' no longer has it; it was at \(seen.hex)",
      hint: lossHint(remote, isLogged: isLogged), ours: seen, theirs: nil)
  }

  /// What to do about a remote that shows less than it once did; `isLogged` where a host keeps a log there.
  private static func lossHint(_ remote: String, isLogged: Bool) -> String {
    isLogged
      ? "push nothing to it: whoever keeps it puts the ref back, or the authorities open a new epoch ('entangle host epoch')"
      : "'entangle push \(shellWord(remote))' gives back what it lost"
  }

  /// The remote took it, and does not show it.
  static func undelivered(
    _ ref: RefName, sent: ObjectID, theirs: ObjectID?, remote: String, isElsewhere: Bool
  ) -> ExchangeProblem {
    ExchangeProblem(
      .undelivered, ref,
      "'\(remote)' took \(sent.hex) and shows \(theirs?.hex ?? "nothing")",
      hint: isElsewhere
        ? "it is pushed to one address and fetched from another: where these are two servers, 'git remote add' the second "
          + "under a name of its own"
        : "something there undoes what is pushed: ask who keeps it", ours: sent, theirs: theirs)
  }

  /// The remote did not take a push; with what it said.
  static func declined(
    _ detail: String, code: String?, hint: String, isUndecided: Bool = false, by remote: String
  ) -> ExchangeProblem {
    ExchangeProblem(
      .declined, remote, detail, code: code, hint: hint, isUndecided ? .undecided : .refused)
  }

  /// The remote does not take some refs, but all else; at least one, sorted. With what it said.
  static func kept(
    _ refs: [RefName], because reason: DeclinedPush.Reason
  ) -> ExchangeProblem {
    let subject = refs.first?.description ?? ""
    var detail = reason.text
    if detail.hasPrefix(subject + ": ") { detail.removeFirst(subject.count + 2) }
    if refs.count > 1 { detail += "; it holds \(refs.count - 1) more" }
    return ExchangeProblem(
      .held, subject, detail, code: reason.code,
      hint: reason.hint ?? "entangle rules \(reason.code)", .refused, refs: refs)
  }

  private init(
    _ word: Word, _ subject: String, _ detail: String, code: String?, hint: String,
    _ status: ExitStatus, refs: [RefName] = []
  ) {
    self.word = word
    self.subject = subject
    self.detail = detail
    self.hint = hint
    self.code = code
    self.status = status
    self.refs = refs
    ours = nil
    theirs = nil
  }

  /// A finding of the verifier, and the refs that it holds back, if any, sorted.
  /// `isOurs`: nobody has it but who is told.
  init(_ finding: Finding, holding refs: [RefName], isOurs: Bool = false) {
    word = refs.isEmpty ? .found : .held
    let first = refs.first { $0.description == finding.object } ?? refs.first
    subject = first?.description ?? finding.object
    var detail = finding.title
    if subject != finding.object && finding.object != "-" { detail += " (\(finding.object))" }
    if !finding.detail.isEmpty { detail += ": " + finding.detail }
    if refs.count > 1 { detail += "; it holds \(refs.count - 1) more" }
    self.detail = detail
    self.refs = refs
    let isEvent =
      refs.contains { $0.dropping(prefix: "refs/entangle/events/") != nil }
      && ObjectID(hex: finding.object) != nil
    hint =
      isOurs && isEvent && !finding.hint.contains("event withdraw \(finding.object)")
      ? "\(finding.hint); 'entangle event withdraw \(finding.object)' takes it back" : finding.hint
    code = finding.code
    status = finding.severity == .refused ? .refused : .undecided
    ours = nil
    theirs = nil
  }

  /// That refs are held because of what is held already, on which an event rests that is good with it.
  static func following(_ finding: Finding, holding refs: [RefName]) -> ExchangeProblem {
    var problem = ExchangeProblem(finding, holding: refs)
    problem.hint = "it rests on what is held too, and goes with that"
    return problem
  }

  /// The same with another way out.
  func hinting(_ other: String) -> ExchangeProblem {
    var problem = self
    problem.hint += "; " + other
    return problem
  }

  /// The same, standing for others that are like it.
  func counting(_ others: Int) -> ExchangeProblem {
    var problem = self
    problem.detail += "; and \(others) more like it"
    return problem
  }

  /// The two lines for people.
  var lines: [String] {
    let code = code.map { "[\($0)] " } ?? ""
    return ["\(word.rawValue): \(code)'\(subject)': \(detail)", "hint: \(hint)"]
  }

  /// The same for programs.
  var document: JSONValue {
    var members: [String: JSONValue] = [
      "problem": .string(word.rawValue), "subject": .string(subject),
      "detail": .string(displayText(detail.utf8)), "hint": .string(displayText(hint.utf8)),
      "refs": .array(refs.map { .string($0.description) }),
    ]
    members["code"] = code.map { .string($0) }
    members["ours"] = ours.map { .string($0.hex) }
    members["theirs"] = theirs.map { .string($0.hex) }
    return .object(members)
  }
}
