public import EntangleModel

/// A key that an agent holds.
public struct AgentIdentity: Sendable, Hashable {
  /// The key in SSH wire form, of whatever kind; never more than an answer holds.
  public let wire: [UInt8]
  /// What the agent's owner calls it; any bytes.
  public let comment: [UInt8]

  /// The key, where it is of a kind that signs here.
  public var publicKey: PublicKey? {
    PublicKey(wire: wire).flatMap { $0.codeKey == nil ? $0 : nil }
  }

  /// The name of the key's kind, as the wire form has it: any bytes, none where it has none.
  public var kind: [UInt8] {
    var reader = SSHWireReader(wire)
    return reader.string() ?? []
  }
}
