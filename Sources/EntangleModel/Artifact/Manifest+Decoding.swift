extension Manifest {
  /// Reads a Statement; throws where one byte is not as `statement` writes it.
  public init(statement bytes: [UInt8]) throws(DocumentDefect) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(canonical: bytes)
    } catch {
      throw DocumentDefect("not canonical JSON: \(error)")
    }
    var top = try JSONMembers(value, "statement")
    var predicate = try top.object("predicate")
    var definition = try predicate.object("buildDefinition")
    var external = try definition.object("externalParameters")
    var inner = try definition.object("internalParameters")
    var details = try predicate.object("runDetails")
    var metadata = try details.object("metadata")
    var builder = try details.object("builder")
    let repository = try external.value("repository") { SHA256Digest(hex: $0) }
    let prefix = "urn:entangle:\(repository):"
    let runner = try builder.value("id") {
      $0.utf8.starts(with: prefix.utf8) ? PrincipalID($0.utf8.dropFirst(prefix.utf8.count)) : nil
    }
    self.init(
      repository: repository,
      task: try external.value("task") { ObjectReference($0.utf8) },
      accept: try inner.value("accept") { ObjectReference($0.utf8) },
      attempt: try inner.integer("attempt"),
      runner: runner,
      input: try Self.input(try definition.array("resolvedDependencies")),
      command: try TaskCommand(value: try external.take("command")),
      sandbox: try inner.take("sandbox"),
      files: try Self.files(try top.array("subject")),
      printed: try Self.printed(try details.array("byproducts")),
      startedOn: try metadata.value("startedOn") { Timestamp($0) },
      finishedOn: try metadata.value("finishedOn") { Timestamp($0) })
    guard case .object = sandbox else { throw DocumentDefect("'sandbox' is not an object") }
    guard statement == bytes else { throw DocumentDefect("not the Statement of a run") }
  }

  private static func input(_ items: [JSONValue]) throws(DocumentDefect) -> CommitReference {
    guard items.count == 1, let only = items.first else {
      throw DocumentDefect("'resolvedDependencies' is not one object")
    }
    var members = try JSONMembers(only, "resolvedDependencies")
    var digest = try members.object("digest")
    return CommitReference(
      id: try digest.value("gitCommit") { ObjectID(hex: $0) },
      digest: try digest.value("sha256") { SHA256Digest(hex: $0) },
      content: try digest.value("treeSha256") { SHA256Digest(hex: $0) })
  }

  private static func files(_ items: [JSONValue]) throws(DocumentDefect) -> [ArtifactFile] {
    var files: [ArtifactFile] = []
    for item in items {
      var members = try JSONMembers(item, "subject")
      var digest = try members.object("digest")
      var annotations = try members.object("annotations")
      let isExecutable = try annotations.value("mode") { mode -> Bool? in
        mode == "100755" ? true : mode == "100644" ? false : nil
      }
      files.append(
        ArtifactFile(
          path: try members.string("name"),
          digest: try digest.value("sha256") { SHA256Digest(hex: $0) },
          isExecutable: isExecutable, size: try annotations.integer("size")))
    }
    return files
  }

  private static func printed(
    _ items: [JSONValue]
  ) throws(DocumentDefect) -> [String: SHA256Digest] {
    var printed: [String: SHA256Digest] = [:]
    for item in items {
      var members = try JSONMembers(item, "byproducts")
      var digest = try members.object("digest")
      // Not ASCII is not hashed: that takes the square of its length.
      let name = try members.string("name")
      guard name.utf8.allSatisfy({ $0 < 0x80 }) else {
        throw DocumentDefect("a name in 'byproducts' is not ASCII")
      }
      printed[name] = try digest.value("sha256") { SHA256Digest(hex: $0) }
    }
    return printed
  }
}
