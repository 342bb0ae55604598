internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// A graph that an argument names: that of a trust state, of a draft of one, or the one in a file.
struct GraphSource {
  let graph: Graph
  /// The state by version and digest, or the file.
  let name: String

  /// Reads it. The newest state where no argument is given; the state with that version, or whose
  /// digest begins so; else a file, a draft or a graph whose principals are those of the newest state.
  init(
    _ argument: String?, _ chain: TrustChain, in context: CommandContext
  ) throws(CommandError) {
    guard let newest = chain.newest else {
      throw CommandError("no trust chain", hint: "'entangle init' founds one")
    }
    guard let argument else {
      self.init(newest)
      return
    }
    if let version = Decimal.read(argument.utf8) {
      guard let step = chain.steps.first(where: { $0.name.version == version }) else {
        throw CommandError(
          "there is no trust state \(version)", hint: "the newest is \(newest.name.version)")
      }
      self.init(step)
    } else if let digits = Self.digits(argument) {
      let found = chain.steps.filter { $0.name.digest.hex.hasPrefix(digits) }
      guard let step = found.first, found.count == 1 else {
        throw CommandError(
          "'\(argument)' names \(found.isEmpty ? "no" : "more than one") trust state",
          hint: "'entangle trust log' lists them; a file may be named './\(argument)'")
      }
      self.init(step)
    } else {
      let file = try GraphFile(argument, in: context)
      if let draft = try TrustDraft(file.bytes) {
        self.init(graph: Graph(draft.state), name: file.name)
        return
      }
      self.init(
        graph: Graph(try file.parsed(), among: newest.state.principals), name: file.name)
    }
  }

  private init(_ step: TrustStep) {
    self.init(graph: Graph(step.state), name: step.name.description)
  }

  private init(graph: Graph, name: String) {
    self.graph = graph
    self.name = name
  }

  /// The digest's first digits, where the argument may be one: `12:<digest>` too.
  private static func digits(_ argument: String) -> String? {
    if let state = StateReference(argument.utf8) { return state.digest.hex }
    let digits = Set("0123456789abcdef".utf8)
    let isDigest = (8...64).contains(argument.utf8.count)
    return isDigest && argument.utf8.allSatisfy { digits.contains($0) } ? argument : nil
  }
}
