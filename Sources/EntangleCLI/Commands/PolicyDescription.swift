internal import EntangleModel

/// A branch policy as commands show it.
struct PolicyDescription {
  let name: PrincipalID
  let policy: BranchPolicy

  init(_ name: PrincipalID, _ policy: BranchPolicy) {
    self.name = name
    self.policy = policy
  }

  /// The document that describes it: `name`, `ref`, `approvals`, `landers`.
  var document: JSONValue {
    .object([
      "name": .string(name.text), "ref": .string(policy.ref.description),
      "approvals": .integer(policy.approvals),
      "landers": .array(policy.landers.map { .string($0.text) }),
    ])
  }
}
