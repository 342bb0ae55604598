internal import EntangleModel

/// A ban is of a principal that the named state has, or of a key of it, one of another host of keys, and none of an authority or its
/// keys. Stops: a moderator who keeps from the
/// law those who could take his role away.
struct D107SubjectNotBannable: DenylistRule {
  static let text = RuleText(
    "D107", "somebody who cannot be banned",
    rule:
      "A ban is of a principal that the named state has, or of a key of it, and of no authority; an "
      + "imported one of no key that an authority has.",
    stops: "a moderator who keeps from the law those who could take his role away.",
    hint: "authorities are removed by the others, as a change of the law")

  func findings(in context: DenylistContext) -> [Finding] {
    guard let state = context.state else { return [] }
    if let imported = context.imported, case .ban(_, let keys) = imported.content {
      return imported.holders(of: keys, in: state, context.cryptography)
        .filter { $0.principal.kind == .authority }
        .map { Self.broken("\(context.name): a key of '\($0.principal.id)', an authority") }
    }
    guard let ban = context.reading?.entry.ban else { return [] }
    let subject = ban.subject
    guard let principal = state.principals[subject.principal] else {
      return [Self.broken("\(context.name): there is no '\(subject.principal)'")]
    }
    if let key = subject.key,
      !principal.keys.contains(where: { context.cryptography.keyID($0.publicKey) == key })
    {
      return [Self.broken("\(context.name): '\(subject.principal)' has no key \(key)")]
    }
    guard principal.kind == .authority else { return [] }
    return [Self.broken("\(context.name): '\(subject.principal)' is an authority")]
  }
}
