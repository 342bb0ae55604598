public import EntangleModel

extension TrustChain {
  /// The newest head of the host's log, as the newest receipt has it: read, and its signature checked, and nothing
  /// before it. Nil where there is none, or none that the host has signed.
  public func newestHead(
    _ refs: [RefName: ObjectID], objects: any ObjectSource, cryptography: any Cryptography,
    limits: ReadLimits = ReadLimits()
  ) -> SignedHead? {
    guard let root, let state = newest?.state else { return nil }
    for (number, epoch) in state.epochs.sorted(by: { $0.key > $1.key }) {
      guard let tip = refs[Epoch.ref(number)] else { continue }
      guard let key = state.hostKey(epoch, cryptography),
        let object = try? objects.read(tip, limit: limits.receiptBytes),
        cryptography.objectID(object, format: objects.format) == tip,
        let reading = try? ReceiptReading(object, format: objects.format, limits: limits),
        reading.receipt.place.epoch == number
      else { return nil }
      let head = SignedHead(reading.receipt.head(cryptography), signature: reading.signature)
      return head.isValid(of: root, by: key, cryptography: cryptography) ? head : nil
    }
    return nil
  }
}
