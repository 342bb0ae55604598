internal import EntangleModel

/// Of a push that moves a ref of the record, a tag that an event names, a protected branch or what the record needs, or very many
/// refs, all refs move at once, in the turn in which it was judged. Stops: a push of which git moves a part, and what was judged as a whole does not stand.
struct H127MovedInParts: MoveRule {
  static let text = RuleText(
    "H127", "a push that moves in parts",
    rule:
      "Of a push that moves a ref of the record, a tag that an event names, a protected branch or what the record needs, or more "
      + "than 256 refs, all refs move at once, in the turn in which it was judged.",
    stops: "a push of which git moves a part, and what was judged as a whole does not stand.",
    hint: "git push --atomic; 'entangle push' does so by itself")

  func findings(in facts: MoveFacts) -> [Finding] {
    switch facts.judged {
    case .each: []
    case .whole(facts.moving): []
    case .whole where facts.isPackedPart: []
    case .whole: [Self.broken("not all of its refs would move at once")]
    case .nothing: [Self.broken("it was not judged, or others have had their turn since")]
    }
  }
}
