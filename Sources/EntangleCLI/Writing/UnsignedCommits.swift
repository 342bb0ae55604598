internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// The commits of a change that could not land, as nobody has signed them.
struct UnsignedCommits {
  /// Newest first.
  private let ids: [ObjectID]

  /// Looks at what is behind `head` and not behind `base`; finds none where no policy protects the branch.
  init(
    for ref: RefName, from base: CommitReference, to head: CommitReference, in session: Session
  ) throws(CommandError) {
    let law = session.state.state
    guard law.policies[ref] != nil else {
      ids = []
      return
    }
    let withheld = law.withheld
    let exempt = session.judgement.chain.exemptTips
    let result = try GitProgram.run(
      ["rev-list", "--max-count=\(ReadLimits().changeCommits)", head.id.hex]
        + ([base.id] + exempt).map { "^\($0)" }, in: session)
    // (Where git cannot tell, the landing does.)
    guard result.isSuccess else {
      ids = []
      return
    }
    var found: [ObjectID] = []
    for line in result.text.split(separator: "\n") {
      guard let id = ObjectID(hex: line.utf8), withheld[id] == nil,
        let object = try attempt({
          try session.governed.objects.read(id, limit: ReadLimits().commitBytes)
        })
      else { continue }
      let commit = CodeCommit(content: object.content, format: id.format)
      if commit?.signature(like: nil) == nil { found.append(id) }
    }
    ids = found
  }

  /// Warns that the change cannot land; says nothing where each commit is signed.
  func warn(_ diagnostics: CommandDiagnostics) {
    guard let first = ids.first, let rule = RuleBook.texts.first(where: { $0.code == "G101" })
    else { return }
    let which = ids.count > 1 ? "\(first) and \(ids.count - 1) more carry" : "\(first) carries"
    diagnostics.warning(
      "[\(rule.code)] \(rule.title): \(which) no signature of that form",
      hint: rule.hint)
  }
}
