internal import EntangleModel

/// `entangle tenant bridge`: lets edges lead from one tenant to another, or no more.
struct TenantBridge: Command {
  static let spec = CommandSpec(
    ["tenant", "bridge"], summary: "let edges lead from one tenant to another", category: .trust,
    options: [.flag("remove", help: "let none lead there any more")] + TrustChange.specs,
    operands: [
      OperandSpec("from", help: "the tenant where the edges begin"),
      OperandSpec("to", help: "the tenant to which they lead"),
    ],
    details: [
      "Publishes a new trust state. Principals of two tenants have nothing to do with each other: no enabled edge may join "
        + "them. A bridge lets edges lead one way; the edges themselves are made as all are ('entangle graph apply'). "
        + "It is removed together with them, or after them. No operator makes one alone, or anything that concerns "
        + "another tenant's principals.",
      "'entangle principal add --tenant' says of which tenant somebody is, for good.",
    ], environment: ActorOptions.environment, related: ["entangle-graph-apply(1)"])

  private let bridge: Bridge
  private let isRemoval: Bool
  private let change: TrustChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    bridge = Bridge(
      from: try Arguments.tenant(arguments.requiredOperand(0, "from")),
      to: try Arguments.tenant(arguments.requiredOperand(1, "to")))
    isRemoval = arguments.flag("remove")
    change = try TrustChange(arguments)
  }

  /// Warns of a tenant that nobody is of.
  private func warn(of files: [String: [UInt8]], in context: CommandContext) {
    let tenants = Set(
      files.compactMap { path, content -> PrincipalID? in
        guard case .principal(let kind, let id)? = try? TrustPath(path) else { return nil }
        return try? Principal(canonical: content, kind: kind, id: id).tenant
      })
    for tenant in [bridge.from, bridge.to] where !tenants.contains(tenant) {
      context.diagnostics.warning(
        "nobody is of the tenant '\(tenant)'",
        hint: "'entangle principal list' shows the tenants, '--remove' takes the bridge away")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try change.publish(in: context) { files, session throws(CommandError) in
      guard isRemoval else {
        files[bridge.path] = Bridge.canonical
        warn(of: files, in: context)
        return
      }
      guard files.removeValue(forKey: bridge.path) != nil else {
        throw CommandError(
          "there is no bridge from '\(bridge.from)' to '\(bridge.to)'",
          hint: "'git ls-tree -r --name-only refs/entangle/trust bridges' lists them")
      }
    }
  }
}
