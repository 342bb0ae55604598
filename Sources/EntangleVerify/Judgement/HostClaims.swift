public import EntangleModel

/// What signers say in their events that the host has shown them, where the log that is here does not say so.
public struct HostClaims: Sendable {
  /// A head, and an event whose signer has seen it.
  public struct Claim: Sendable {
    public let head: SignedHead
    public let event: ObjectReference
  }

  /// The furthest head that the log does not reach.
  public private(set) var furthest: Claim?
  /// Of each place, the first head that the host has signed and that is not what the log has there.
  public private(set) var contradictions: [ReceiptHead.Place: Claim] = [:]

  /// Takes in what an event has seen, which stands so to the log.
  mutating func take(_ event: ParsedEvent, seeing standing: SeenStanding) {
    guard let seen = event.body.seen else { return }
    let claim = Claim(head: seen, event: event.reference)
    switch standing {
    case .confirmed, .lost, .foreign, .forged: break
    case .beyond:
      if furthest.map({ $0.head.head.place < seen.head.place }) ?? true { furthest = claim }
    case .contradicted:
      if contradictions[seen.head.place] == nil { contradictions[seen.head.place] = claim }
    }
  }
}
