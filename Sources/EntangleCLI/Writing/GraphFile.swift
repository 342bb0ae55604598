internal import EntangleModel
internal import EntangleSystem

extension GraphDocument {
  /// The documents of a trust state with this graph in place of its own.
  func documents(replacing files: [String: [UInt8]]) -> [String: [UInt8]] {
    var files = files.filter { !$0.key.hasPrefix("edges/") && !$0.key.hasPrefix("policies/") }
    for (edge, isEnabled) in edges { files[edge.path] = Edge.canonical(isEnabled: isEnabled) }
    for (name, policy) in policies { files["policies/\(name).json"] = policy.canonical }
    if let services {
      files = files.filter { !$0.key.hasPrefix("services/") }
      for (name, access) in services { files[ServiceAccess.path(name)] = access.canonical }
    }
    return files
  }
}

/// A graph document in a file, or `-` for standard input.
struct GraphFile {
  /// What errors call it.
  let name: String
  let bytes: [UInt8]

  /// Reads the file.
  init(_ argument: String, in context: CommandContext) throws(CommandError) {
    if argument == "-" {
      name = "standard input"
      bytes = try context.input.readAll(limit: Self.limit)
    } else {
      let path = context.path(argument)
      name = path.description
      bytes = try attempt { try FileSystem.read(path, limit: Self.limit) }
    }
  }

  private static let limit = TrustDraft.limit

  /// What the file says; throws where it is no graph document.
  func document() throws(DocumentDefect) -> GraphDocument { try GraphDocument(bytes) }

  /// What the file says; a file that is no graph document is fatal.
  func parsed() throws(CommandError) -> GraphDocument {
    do throws(DocumentDefect) {
      return try document()
    } catch {
      throw CommandError(
        "'\(name)': \(error.detail)",
        hint: "'entangle graph show --format file' prints one, of what is in force")
    }
  }
}
