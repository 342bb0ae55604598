@testable import EntangleModel

extension Target {
  /// JSON: canonical bytes are written again as they are, any other spelling as a canonical one of
  /// the same value.
  static let json = Target("json") { bytes in
    let canonical = try? JSONValue(canonical: bytes)
    if let canonical { require(canonical.encodeCanonical() == bytes, "canonical JSON is kept") }
    guard let value = try? JSONValue(parsing: bytes) else {
      require(canonical == nil, "what is canonical is JSON")
      return
    }
    let written = value.encodeCanonical()
    let again = try? JSONValue(canonical: written)
    require(again == value, "the value is kept")
    require(again?.encodeCanonical() == written, "the spelling is kept")
    require((canonical != nil) == (written == bytes), "one spelling is canonical")
  }

  /// Documents of the trust tree: each is written again byte for byte; a graph that a person wrote
  /// has edges and policies that stand in a tree.
  static let trust = Target("trust", maximumByteCount: 8_192) { bytes in
    guard let id = PrincipalID("id") else { return }
    for kind in PrincipalKind.allCases {
      guard let principal = try? Principal(canonical: bytes, kind: kind, id: id) else { continue }
      require(principal.canonical == bytes, "a principal is written as it was read")
    }
    if let document = try? RepositoryDocument(canonical: bytes) {
      require(document.canonical == bytes, "a repository's document is written as it was read")
    }
    if let isEnabled = try? Edge.isEnabled(canonical: bytes) {
      require(Edge.canonical(isEnabled: isEnabled) == bytes, "an edge is written as it was read")
    }
    if let policy = try? BranchPolicy(canonical: bytes) {
      require(policy.canonical == bytes, "a policy is written as it was read")
    }
    if let epoch = try? Epoch(canonical: bytes) {
      require(epoch.canonical == bytes, "an epoch is written as it was read")
      require((epoch.after.sequence == 0) == (epoch.after.digest == .zero), "a start is one")
      require(epoch.longestSilence.map { $0 >= 60 } ?? true, "the bound holds")
    }
    if let access = try? ServiceAccess(canonical: bytes) {
      require(access.canonical == bytes, "an access list is written as it was read")
      require(access.isAtMost(access), "an access list is no wider than itself")
    }
    if let peer = try? Peer(canonical: bytes) {
      require(peer.canonical == bytes, "a peer is written as it was read")
    }
    if let redaction = try? Redaction(canonical: bytes) {
      require(redaction.canonical == bytes, "a redaction is written as it was read")
    }
    if (try? Bridge.check(canonical: bytes)) != nil {
      require(Bridge.canonical == bytes, "a bridge has one spelling")
    }
    guard let graph = try? GraphDocument(bytes) else { return }
    for access in (graph.services ?? [:]).values {
      require((try? ServiceAccess(canonical: access.canonical)) == access, "an access list is one")
    }
    for edge in graph.edges.keys {
      require((try? TrustPath(edge.path)) == .edge(edge), "an edge has its place")
    }
    for (name, policy) in graph.policies {
      require((try? BranchPolicy(canonical: policy.canonical)) == policy, "a policy is one")
      require((try? TrustPath("policies/\(name).json")) == .policy(name), "a policy has its place")
    }
  }

  /// Statements: one spelling, cuts and void states in order.
  static let statement = Target("statement") { bytes in
    guard let statement = try? Statement(bytes) else { return }
    require(statement.encoded == bytes, "a statement has one spelling")
    let cuts = zip(statement.cuts, statement.cuts.dropFirst())
    require(cuts.allSatisfy { $0.lane < $1.lane }, "one cut for a lane")
    require(zip(statement.voids, statement.voids.dropFirst()).allSatisfy(<), "each state once")
  }

  /// What a runner is asked to run: one spelling, outputs that stay where they belong.
  static let work = Target("work") { bytes in
    guard let command = try? TaskCommand(canonical: bytes) else { return }
    require(command.json.encodeCanonical() == bytes, "a command has one spelling")
    require(!command.arguments.isEmpty && !command.outputs.isEmpty, "nothing is empty")
    for output in command.outputs {
      let parts = output.utf8.split(separator: 0x2f, omittingEmptySubsequences: false)
      let isOutside = parts.contains { $0.isEmpty || $0.elementsEqual("..".utf8) }
      require(!isOutside && !output.utf8.contains(0), "an output stays inside")
    }
  }

  /// Envelopes and the Statements in them: one spelling each.
  static let manifest = Target("manifest", maximumByteCount: 8_192) { bytes in
    if let envelope = try? Envelope(canonical: bytes) {
      require(envelope.canonical == bytes, "an envelope has one spelling")
      require(envelope.signature.count == 64, "a signature has 64 bytes")
    }
    guard let manifest = try? Manifest(statement: bytes) else { return }
    require(manifest.statement == bytes, "a manifest has one spelling")
  }
}
