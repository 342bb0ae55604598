internal import EntangleModel
internal import EntangleVerify

/// `entangle redact add`: takes something out of the history, as a change of the law.
struct RedactAdd: Command {
  static let spec = CommandSpec(
    ["redact", "add"], summary: "take something out of the history, such as a secret",
    category: .trust,
    options: [
      .value(
        "reason", "word", isRequired: true, form: .words(Redaction.Reason.allCases.map(\.rawValue)),
        help: "why: \(Redaction.Reason.allCases.map(\.rawValue).joined(separator: ", "))"),
      .value(
        "withhold", "commit", isRepeatable: true,
        help: "a commit that goes as well, such as the one of an artifact"),
    ] + TrustChange.specs,
    operands: [
      OperandSpec("branch", .optional, form: .branch, help: "the protected branch that moves"),
      OperandSpec(
        "commit", .optional, form: .branch, help: "from where it goes on, without what has to go"),
    ],
    details: [
      "Authorities only, as many as a change of the law needs (--draft gathers their signatures). First write the history "
        + "anew, with 'git rebase' or 'git filter-repo', on a branch of your own; then name the protected branch and that "
        + "commit. All commits that led to where the branch stands, and not to the new one, are withheld from then on, "
        + "and proposals built on them: they need not be there, and nobody may bring them back. Events that name them stand, and nothing "
        + "is asked any more of what these commits were.",
      "'entangle push' then moves the branch on the remote together with the law, and takes the withheld proposals and tags away. Everybody "
        + "else runs 'entangle fetch' and 'entangle redact clean'. A secret that was published stays published: replace it first.",
    ], environment: ActorOptions.environment,
    related: ["entangle-redact-clean(1)", "entangle-redact-list(1)", "git-filter-repo(1)"])

  private let target: (branch: RefName, commit: String)?
  private let reason: Redaction.Reason
  private let others: [String]
  private let change: TrustChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    target = try arguments.operand(0).map { name throws(UsageError) in
      (try Arguments.branch(name), try arguments.requiredOperand(1, "commit"))
    }
    others = arguments.values("withhold")
    guard target != nil || !others.isEmpty else {
      throw UsageError("name a branch and where it goes on, or --withhold a commit")
    }
    let word = arguments.value("reason") ?? ""
    guard let reason = Redaction.Reason(rawValue: word) else {
      throw UsageError(
        "--reason is one of \(Redaction.Reason.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self.reason = reason
    change = try TrustChange(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try change.publish(in: context) { files, session throws(CommandError) in
      var withheld: [ObjectReference] = []
      for text in others {
        withheld.append(try RedactionPlan.reference(to: session.commit(text).id, in: session))
      }
      var move: Redaction.Move?
      if let target {
        let plan = try RedactionPlan(
          target.branch, to: session.commit(target.commit), in: session)
        move = plan.move
        withheld += plan.withheld
        for holder in plan.holders {
          context.diagnostics.warning(
            "'\(holder)' has some of it too",
            hint: holder.dropping(prefix: "refs/tags/") == nil
              ? "move or delete it; a protected branch in the same draft (--draft)"
              : "it goes with 'entangle redact clean', or 'git tag -d'")
        }
      }
      let number = Int64(files.keys.count { $0.hasPrefix("redactions/") }) + 1
      for (place, redaction) in Redaction.several(move: move, reason: reason, withheld: withheld)
        .enumerated()
      {
        files[Redaction.path(number + Int64(place))] = redaction.canonical
      }
      context.diagnostics.line(
        "redaction \(number) withholds \(Set(withheld).count) commit\(Set(withheld).count == 1 ? "" : "s")"
          + (move.map { " and moves '\($0.ref)' to \($0.new.id.short)" } ?? ""))
    }
  }
}
