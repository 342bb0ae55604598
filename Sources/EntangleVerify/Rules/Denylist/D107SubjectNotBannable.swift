internal import EntangleModel

/// A ban is of a principal that the named state has, or of a key of it, one of another host of keys, and none of an authority or its
/// keys; an operator's is of nobody of another tenant. Stops: a moderator who keeps from the law those who could take his role away, or
/// locks out whom he has nothing to do with.
struct D107SubjectNotBannable: DenylistRule {
  static let text = RuleText(
    "D107", "somebody who cannot be banned",
    rule:
      "A ban is of a principal that the named state has, or of a key of it, and of no authority; an "
      + "imported one of no key that an authority has. An operator bans nobody of another tenant.",
    stops:
      "a moderator who keeps from the law those who could take his role away, or locks out whom he has nothing to do with.",
    hint:
      "authorities are removed by the others, as a change of the law; of another tenant, an operator of it or an authority bans"
  )

  func findings(in context: DenylistContext) -> [Finding] {
    guard let state = context.state, let entry = context.reading?.entry else { return [] }
    let reporter = state.principals[entry.reporter.principal]
    func obstacle(to principal: Principal) -> String? {
      if principal.kind == .authority { return "an authority" }
      guard let reporter, reporter.kind == .operator, reporter.tenant != principal.tenant else {
        return nil
      }
      return "of the tenant '\(principal.tenant)', and '\(reporter.id)' is of '\(reporter.tenant)'"
    }
    if let imported = context.imported, case .ban(_, let keys) = imported.content {
      return imported.holders(of: keys, in: state, context.cryptography).compactMap { holder in
        let id = holder.principal.id
        return obstacle(to: holder.principal).map {
          Self.broken("\(context.name): a key of '\(id)', \($0)")
        }
      }
    }
    guard let subject = entry.ban?.subject else { return [] }
    guard let principal = state.principals[subject.principal] else {
      return [Self.broken("\(context.name): there is no '\(subject.principal)'")]
    }
    if let key = subject.key,
      !principal.keys.contains(where: { context.cryptography.keyID($0.publicKey) == key })
    {
      return [Self.broken("\(context.name): '\(subject.principal)' has no key \(key)")]
    }
    guard let obstacle = obstacle(to: principal) else { return [] }
    return [Self.broken("\(context.name): '\(subject.principal)' is \(obstacle)")]
  }
}
