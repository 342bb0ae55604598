internal import EntangleModel

/// A trust tree must hold well-formed trees and files of mode 100644 only. Stops: links,
/// submodules and doubled names that show people something else.
struct T104TrustTreeMalformed: TrustRule {
  static let text = RuleText(
    "T104", "a trust tree is malformed",
    rule: "A trust tree must hold well-formed trees and files of mode 100644 only.",
    stops: "links, submodules and doubled names that show people something else.",
    hint: "publish the state with entangle")

  func findings(in context: TrustContext) -> [Finding] {
    guard case .tree(let detail) = context.defect else { return [] }
    return [Self.broken(detail)]
  }
}
