internal import EntangleModel
internal import EntangleVerify

/// `entangle graph apply`: makes edges, policies and access lists what a file says.
struct GraphApply: Command {
  static let spec = CommandSpec(
    ["graph", "apply"], summary: "make edges and policies what a file says", category: .trust,
    options: TrustChange.specs,
    operands: [OperandSpec("file", form: .file, help: "the graph, in JSON")],
    details: [
      "The file, or '-' for standard input, is JSON: {\"schema\": \"entangle/graph@v1\", "
        + "\"edges\": [{\"from\": \"lead\", \"relation\": \"delegates\", \"to\": "
        + "\"builder\"}], \"policies\": [{\"name\": \"main\", \"ref\": \"refs/heads/main\", "
        + "\"approvals\": 1, \"landers\": [\"builder\"]}]}. Edges and policies that it does not "
        + "name are taken away. An edge may say \"enabled\": false. A branch that has never been protected "
        + "begins where it stands, as 'entangle policy set' has it.",
      "'entangle graph show --format file' prints the graph in force as such a file, to edit. What changes is told, as "
        + "'entangle graph diff' does, before anything is signed; and with a warning, which branches are protected no longer.",
      "\"services\": [{\"name\": \"index\", \"access\": \"allowlist\", \"allowed\": "
        + "[\"builder\"], \"decidesConnections\": true}] sets the access lists of services, as "
        + "'entangle principal access' does; where it is there, those that it does not name are taken "
        + "away, and where it is not, all stay.",
      "For one edge 'entangle edge add' and 'entangle edge remove' are shorter, for one branch 'entangle policy set'.",
      "'entangle graph check' looks for mistakes in it. What that finds, and does not find in the graph in force, is "
        + "told as warnings.",
    ], environment: ActorOptions.environment)

  private let file: String
  private let change: TrustChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    file = try arguments.requiredOperand(0, "file")
    change = try TrustChange(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let graph = try GraphFile(file, in: context).parsed()
    return try change.publish(in: context, checksGraph: true, tellsChanges: true) {
      files, session throws(CommandError) in
      files = graph.documents(replacing: files)
      for ref in graph.policies.values.map(\.ref).sorted() {
        try session.begin(ref, in: &files)
      }
    }
  }
}
