internal import EntangleModel

/// `entangle graph template`: prints a graph to begin with.
struct GraphTemplatePrint: Command {
  static let spec = CommandSpec(
    ["graph", "template"], summary: "print a graph to begin with, or list them", category: .trust,
    options: [
      .value(
        "principal", "role=id", isRepeatable: true, help: "the principal that has this role"),
      .value("ref", "branch", help: "the branch to protect (default: main)"),
    ],
    operands: [
      OperandSpec(
        "name", .optional, form: .words(GraphTemplate.all.map(\.name)),
        help: "the template (default: list them)")
    ],
    details: [
      "Without a name it lists the templates, each with its roles and the kind of principal that "
        + "each has to be. A role is a principal's id unless '--principal' gives another. "
        + "'entangle graph template team | entangle graph apply -' applies one once all of them "
        + "are enrolled.",
      "Nobody approves his own work: an agent and its reviewers need different persons who "
        + "answer for them.",
    ])

  private let template: GraphTemplate?
  private let names: [String: PrincipalID]
  private let ref: RefName?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    ref = try arguments.value("ref").map { text throws(UsageError) in
      try Arguments.branch(text)
    }
    let given = arguments.values("principal")
    guard let name = arguments.operand(0) else {
      if ref != nil || !given.isEmpty { throw UsageError("missing <name>") }
      template = nil
      names = [:]
      return
    }
    guard let template = GraphTemplate.all.first(where: { $0.name == name }) else {
      let known = GraphTemplate.all.map(\.name).joined(separator: ", ")
      throw UsageError("'\(displayText(name.utf8))' is no template; there are \(known)")
    }
    self.template = template
    names = try Self.names(given, in: template)
  }

  /// Who has which role. Throws for an unknown role, one given twice, and one principal in two.
  private static func names(
    _ given: [String], in template: GraphTemplate
  ) throws(UsageError) -> [String: PrincipalID] {
    var names: [String: PrincipalID] = [:]
    for text in given {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let role = String(parts[0])
      guard parts.count == 2, template.roles.contains(where: { $0.name == role }) else {
        let roles = template.roles.map(\.name).joined(separator: ", ")
        throw UsageError(
          "'\(displayText(text.utf8))' is not <role>=<id>; the roles are \(roles)")
      }
      guard names.updateValue(try Arguments.principal(String(parts[1])), forKey: role) == nil
      else { throw UsageError("the role '\(role)' is given twice") }
    }
    let all = template.roles.map { names[$0.name]?.text ?? $0.name }
    if let twice = all.first(where: { id in all.filter { $0 == id }.count > 1 }) {
      throw UsageError("'\(twice)' would have two roles")
    }
    return names
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    guard let template else {
      for template in GraphTemplate.all {
        try context.output.line("\(template.name)  \(template.summary)")
        for role in template.roles {
          try context.output.line("  \(role.name) (\(role.kind.rawValue))")
        }
      }
      return .ok
    }
    try context.output.write(template.text(naming: names, ref: ref))
    return .ok
  }
}
