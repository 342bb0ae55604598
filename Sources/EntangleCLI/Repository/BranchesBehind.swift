internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

extension GovernedRepository {
  /// Warns of branches that are found where they should not be, while a branch of a remote that is not judged stands elsewhere:
  /// most often somebody has fetched it, and not merged.
  func warnOfBranchesBehind(
    _ report: Report, in context: CommandContext
  ) throws(CommandError) {
    let codes = ["R101", "R102"]
    let suspects = Set(report.findings.filter { codes.contains($0.code) }.map(\.object))
    guard !suspects.isEmpty else { return }
    let found = try repository.map { repository throws(CommandError) in
      try attempt { try repository.references(prefix: "refs/remotes/") }
    }
    let remotes = found ?? bundledRemotes.map { ($0.name, $0.id) }
    let isClear = try repository?.defaultRemote() != nil
    for (name, id) in branches.sorted(by: { $0.key < $1.key })
    where suspects.contains(name.description) {
      let elsewhere = remotes.first { $0.1 != id && Self.branch(of: $0.0) == name }
      guard let elsewhere else { continue }
      if repository?.isBare ?? true {
        context.diagnostics.warning(
          "'\(elsewhere.0)' stands elsewhere, and only '\(name)' is judged: it may not have been merged where this was made",
          hint: "'git merge --ff-only' there, and make this anew")
      } else if !isClear {
        context.diagnostics.warning(
          "none of the remotes counts by itself, so '\(name)' is judged as it stands here",
          hint: "'git config entangle.remote <name>' says which one does")
      }
    }
  }

  /// The branch that a remote-tracking ref is of.
  private static func branch(of tracking: RefName) -> RefName? {
    guard let rest = tracking.dropping(prefix: "refs/remotes/"),
      let slash = rest.firstIndex(of: UInt8(ascii: "/"))
    else { return nil }
    return RefName(Array("refs/heads".utf8) + rest[slash...])
  }
}
