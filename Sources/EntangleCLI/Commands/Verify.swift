internal import EntangleModel
internal import EntangleReport
internal import EntangleSystem
internal import EntangleVerify

/// `entangle verify`: judges everything that a repository or bundle holds, or what some refs rest on.
struct Verify: Command {
  static let spec = CommandSpec(
    ["verify"], summary: "judge the whole history of a repository or bundle",
    category: .verification,
    options: [
      ReportForm.allOption, .json,
      .flag("porcelain", help: "print lines for scripts, whose form stays"),
      .flag("quiet", "q", help: "print nothing but errors, only end with 0, 1 or 2"),
      .value(
        "explain", "code", form: .rule,
        help: "only say what a rule is for, and how to mend what breaks it"),
      .value(
        "proof", "file", form: .file,
        help: "judge what 'entangle prove' has written, with no repository at all"),
      .value(
        "evidence", "file", form: .file,
        help: "check what 'entangle evidence' has written, with no repository at all"),
      RepositoryAccess.trustRootOption, RepositoryAccess.asOfOption,
      .flag("full", help: "judge everything anew, whatever was verified before"),
      .flag("notes", help: "write refs/notes/entangle, for 'git log --notes=entangle'"),
    ] + ProgressChoice.options,
    operands: [
      RepositoryAccess.operand,
      OperandSpec(
        "ref", .repeating, form: .branch,
        help: "a ref that the verdict is to be about ('main' is 'refs/heads/main', 'v1' is "
          + "'refs/tags/v1')"),
    ],
    details: [
      "Ends with 0 where everything is verified, with 1 where something is refused, and with 2 "
        + "where something needed is not there, such as the trust root.",
      "What stands or falls with what a finding is about is only counted beneath it, and of more than "
        + "\(TextRendering.limit) findings the gravest are shown. '--all' shows all of them; '--json' "
        + "and '--porcelain' have every one, each with the object that is the root of it.",
      "With '--porcelain' each line has fields separated by tabs: "
        + PorcelainRendering.lines.joined(separator: "; ")
        + ". In a field every byte that is not printable ASCII stands as '\\xHH'; an empty one is '-'. "
        + "<detail> is for people, and may be worded otherwise at any time; lines that begin with other "
        + "words may be added. Whatever else changes makes another version.",
      "What was verified here before is not judged again: a record of it, sealed with a key of the "
        + "user's, lies in the cache directory. It only saves time. '--full' takes no notice of it, "
        + "and reads every object again.",
      "The trust root is the one given, else the one that 'entangle trust pin' remembers for "
        + "the repository; none is remembered for a bundle.",
      "Evidence shows that one key has signed two things of which only one can be so. Whose key it is, the law of the "
        + "repository says, whose id is told with it; with '--trust-root' it is to be that one. Ends with 1 where it shows nothing.",
      "Of a proof is said what it shows, as of which trust state, and what it leaves open. The trust root "
        + "is the one given, else one that is pinned for any repository.",
      "Where refs are named, everything is judged all the same, and what bears on none of them is left "
        + "out of findings and verdict. On a ref bears what is found of the ref itself and of the trust "
        + "chain; of a protected branch, every landing of it, the lanes of all who were ever allowed to "
        + "land it, and what both rest on by their causes; of a lane, its events and what they rest on; "
        + "of a proposal or an artifact, the event that names it and what that rests on; of a tag, the "
        + "events that made it, and what bears on the branches where the tagged commit landed. What cannot be "
        + "placed bears on every ref. Of a ref that is not there, and of a branch that no policy "
        + "protects, nothing can be said: status 2.",
    ], environment: RepositoryAccess.environment + [.noColour, .columns],
    related: ["git-bundle(1)"])

  private let form: ReportForm
  private let rule: RuleExplanation?
  private let progress: ProgressChoice
  private let writesNotes: Bool
  private let isFull: Bool
  private let trustRoot: SHA256Digest?
  private let asOf: Timestamp?
  private let argument: String?
  private let refs: [String]
  private let proof: String?
  private let evidence: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    form = try ReportForm(arguments)
    rule = try arguments.value("explain").map { code throws(UsageError) in
      try RuleExplanation(code)
    }
    writesNotes = arguments.flag("notes")
    isFull = arguments.flag("full")
    progress = try ProgressChoice(arguments, isQuiet: form == .quiet)
    trustRoot = try RepositoryAccess.trustRoot(arguments)
    asOf = try RepositoryAccess.asOf(arguments)
    argument = arguments.operand(0)
    refs = Array(arguments.operands.dropFirst())
    if rule != nil,
      argument != nil || ![.text, .json].contains(form) || writesNotes || isFull || asOf != nil
        || trustRoot != nil
    {
      throw UsageError("'--explain' goes with nothing but '--json'")
    }
    proof = arguments.value("proof")
    evidence = arguments.value("evidence")
    if evidence != nil,
      argument != nil || rule != nil || proof != nil || ![.text, .quiet].contains(form)
        || asOf != nil || isFull || writesNotes
    {
      throw UsageError(
        "'--evidence' is checked alone: it goes with nothing but '--quiet' and '--trust-root'")
    }
    if proof != nil, argument != nil || rule != nil || form == .porcelain || writesNotes || isFull {
      throw UsageError(
        "'--proof' is judged alone: it goes with no repository and no ref, and of the options with "
          + "'--json', '--quiet', '--trust-root' and '--as-of'")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    if let rule {
      if form == .json {
        try context.output.json(RuleExplanation.document([rule.text]))
      } else {
        try context.output.write(rule.lines)
      }
      return .ok
    }
    var context = context
    context.progress = progress
    if let proof {
      return try ProofReading(path: proof, trustRoot: trustRoot, asOf: asOf)
        .report(as: form, in: context)
    }
    if let evidence { return try check(evidence, in: context) }
    let governed = try open(in: context)
    let root = try RepositoryAccess.trustRoot(trustRoot, for: governed, in: context)
    let now = if let asOf { asOf } else { try context.now() }
    let whole = governed.report(trustRoot: root, now: now, anew: isFull, in: context)
    UntilExit.keep(whole)
    let report = refs.isEmpty ? whole : try limited(whole, in: governed)
    if form != .quiet {
      try governed.warnOfForks(whole.judgement?.chain, now: now, in: context)
      try governed.warnOfBranchesBehind(whole, in: context)
      let state = whole.judgement?.chain.newest?.state
      try governed.warnOfStart(state, in: context)
      governed.warnOfHiding(state, in: context)
    }
    if writesNotes { try writeNotes(whole, governed, in: context) }
    try context.print(report, as: form)
    return RepositoryAccess.status(report.verdict)
  }

  /// Opens what the argument names. Where that cannot be opened, and is a ref of the repository here, the error says how to
  /// name one.
  private func open(in context: CommandContext) throws(CommandError) -> GovernedRepository {
    let unopened: CommandError
    do throws(CommandError) {
      return try GovernedRepository.open(argument, in: context)
    } catch {
      unopened = error
    }
    guard let argument, let here = try? GovernedRepository.open(nil, in: context),
      ["", "refs/heads/", "refs/tags/"].map({ RefName($0 + argument) }).contains(where: { name in
        here.branches[name] != nil || here.tags[name] != nil
          || here.entangleRefs.contains { $0.name == name }
      })
    else { throw unopened }
    let isThere = try attempt { try FileSystem.status(context.path(argument)) } != nil
    throw CommandError(
      isThere
        ? unopened.message
        : "'\(displayText(argument.utf8))' is a ref, and the repository comes first",
      hint: "entangle verify . "
        + ([argument] + refs).map { displayText($0.utf8) }.joined(separator: " "))
  }

  /// Checks what shows that a host or a signer has said two things.
  private func check(_ path: String, in context: CommandContext) throws(CommandError) -> ExitStatus
  {
    let file = context.path(path)
    let bytes = try attempt { try FileSystem.read(file, limit: 1 << 20) }
    let shown: Evidence.Shown
    let repository: SHA256Digest
    do {
      let evidence = try Evidence(canonical: bytes)
      repository = evidence.repository
      shown = try evidence.check(context.cryptography)
    } catch let error as DocumentDefect {
      throw CommandError("'\(displayText(path.utf8))' is \(error.detail)", status: .refused)
    } catch let error as Evidence.Doubt {
      throw CommandError("it shows nothing: \(error.detail)", status: .refused)
    } catch {
      throw CommandError("it shows nothing", status: .refused)
    }
    if let trustRoot, trustRoot != repository {
      throw CommandError(
        "it is of another repository, '\(repository)'", code: "T102",
        hint: "without '--trust-root' is told what it shows", status: .refused)
    }
    if form != .quiet { try context.output.line("shown: \(shown.sentence)") }
    return .ok
  }

  /// The report as far as it bears on the refs that are named.
  private func limited(
    _ report: Report, in governed: GovernedRepository
  ) throws(CommandError) -> Report {
    var tips = governed.branches.merging(governed.tags) { first, _ in first }
    for ref in governed.entangleRefs { tips[ref.name] = ref.id }
    let found = Set(report.findings.map(\.object))
    let policies = report.judgement?.chain.newest?.state.policies ?? [:]
    var names: [RefName] = []
    for text in refs {
      // A ref that is gone may still be spoken of: then that is what is wrong with it.
      let known = ["", "refs/heads/", "refs/tags/"].map { RefName($0 + text) }.first {
        tips[$0] != nil || found.contains($0.description)
      }
      guard let known else {
        throw CommandError(
          "there is no ref '\(displayText(text.utf8))', so nothing can be said of it",
          hint: "'git for-each-ref' lists the refs; 'entangle fetch' brings those of a remote",
          status: .undecided)
      }
      let isLaw = known.dropping(prefix: "refs/entangle/") != nil
      let isTagged = report.judgement?.isTagged(known) ?? false
      guard isLaw || isTagged || report.judgement == nil || policies[known] != nil else {
        throw CommandError(
          "no policy protects '\(known)', and no event made it, so anything may stand there",
          hint: "'entangle policy set' protects a branch, 'entangle tag' records a tag",
          status: .undecided)
      }
      if !names.contains(known) { names.append(known) }
    }
    return report.limited(to: names, tips: tips)
  }

  private func writeNotes(
    _ report: Report, _ governed: GovernedRepository, in context: CommandContext
  ) throws(CommandError) {
    guard let repository = governed.repository else {
      throw CommandError("'\(governed.path)' is a bundle: it takes no notes")
    }
    guard let judgement = report.standingJudgement else {
      context.diagnostics.warning("no notes are made where the trust chain does not stand")
      return
    }
    let tips = governed.entangleRefs.map { ($0.name, $0.id) }
    NotesWriter(repository: repository, context: context)
      .write(judgement, tips: Dictionary(tips) { first, _ in first })
  }
}
