internal import EntangleModel

/// A tag must be annotated, name its target and its own ref, and be signed by a code key in force. Stops: a tag
/// moved to another name or commit, or made in somebody's name.
struct G104TagWrong: EventRule {
  static let text = RuleText(
    "G104", "the tag is not signed as it must be",
    rule:
      "A tag must be annotated, name its target and its own ref, and be signed by a code key in "
      + "force.",
    stops: "a tag moved to another name or commit, or made in somebody's name.",
    hint: "git tag -s, with gpg.format=ssh and an enrolled code key")

  static let kinds: Set<EventName>? = [.tag]

  func findings(in context: EventContext) -> [Finding] {
    guard let reading = context.tag else { return [] }
    if case .malformed(let detail) = reading.problem { return [Self.broken(detail)] }
    guard let tag = reading.tag, let ref = context.body.tag else { return [] }
    guard tag.target == context.body.commit(.target)?.id else {
      return [Self.broken("it names \(tag.target)")]
    }
    guard RefName(Array("refs/tags/".utf8) + tag.name) == ref else {
      return [Self.broken("it says that it is '\(displayText(tag.name))'")]
    }
    guard let signature = reading.signature else { return [Self.broken("it carries no signature")] }
    guard reading.isSignatureValid else { return [Self.broken("its signature is invalid")] }
    let time = context.event.commit.time
    let key = context.named?.state.keys[signature.publicKey]?.key
    guard let key, key.uses.contains(.code), key.isInWindow(time),
      !context.isRevoked(signature.publicKey, at: time)
    else { return [Self.broken("not by a code key in force")] }
    return []
  }
}
