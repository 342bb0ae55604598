internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

extension GovernedRepository {
  /// Warns where 'git clone' of a bundle or bare repository would lay out what no policy protects, though the law protects
  /// something: nothing that is judged says where `HEAD` leads.
  func warnOfStart(_ state: TrustState?, in context: CommandContext) throws(CommandError) {
    guard let policies = state?.policies, !policies.isEmpty else { return }
    let start: String
    if let repository {
      guard repository.isBare, let head = try? repository.head() else { return }
      if let target = head.target {
        guard policies[target] == nil, head.id != nil else { return }
        start = "'\(target)'"
      } else {
        guard let id = head.id else { return }
        start = id.hex
      }
    } else {
      guard let id = bundledHead, !policies.keys.contains(where: { branches[$0] == id }) else {
        return
      }
      start = id.hex
    }
    context.diagnostics.warning(
      "'git clone' of it lays out \(start), where HEAD leads, and nothing protects that",
      hint: "'entangle clone' lays out only what was judged")
  }
}
