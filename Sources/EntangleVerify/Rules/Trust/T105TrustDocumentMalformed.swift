internal import EntangleModel

/// Each document must stand in its place, in canonical JSON, with the members of its schema and no
/// other. Stops: fields that one reader honours and another overlooks.
struct T105TrustDocumentMalformed: TrustRule {
  static let text = RuleText(
    "T105", "a trust document is malformed",
    rule: "Each document must stand in its place, in canonical JSON, with the members of "
      + "its schema and no other.",
    stops: "fields that one reader honours and another overlooks.",
    hint: "write the document as Docs/format.md says")

  func findings(in context: TrustContext) -> [Finding] {
    guard case .document(let detail) = context.defect else { return [] }
    return [Self.broken(detail)]
  }
}
