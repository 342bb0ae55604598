/// A commit of a host's log, as it is read where nothing is verified: to list a log, to compare two, to write one again.
public struct LogEntry: Sendable {
  public let id: ObjectID
  public let content: Content

  public enum Content: Sendable {
    case receipt(ReceiptReading)
    case checkpoint(CheckpointReading)
  }

  /// Nil where no such commit is there.
  public init?(_ id: ObjectID, in objects: any ObjectSource) {
    let limits = ReadLimits()
    guard let object = try? objects.read(id, limit: limits.receiptBytes) else { return nil }
    self.id = id
    if let reading = try? ReceiptReading(object, format: id.format, limits: limits) {
      content = .receipt(reading)
    } else if let reading = try? CheckpointReading(object, format: id.format, limits: limits) {
      content = .checkpoint(reading)
    } else {
      return nil
    }
  }

  public var parent: ObjectID {
    switch content {
    case .receipt(let reading): reading.parent
    case .checkpoint(let reading): reading.parent
    }
  }

  public var host: PrincipalID {
    switch content {
    case .receipt(let reading): reading.host
    case .checkpoint(let reading): reading.host
    }
  }

  public var repository: SHA256Digest {
    switch content {
    case .receipt(let reading): reading.receipt.repository
    case .checkpoint(let reading): reading.checkpoint.repository
    }
  }

  /// Of the receipt, or of the first that is left out.
  public var place: ReceiptHead.Place {
    switch content {
    case .receipt(let reading): reading.receipt.place
    case .checkpoint(let reading): reading.checkpoint.first
    }
  }

  /// The digest of the receipt before.
  public var chain: SHA256Digest {
    switch content {
    case .receipt(let reading): reading.receipt.chain
    case .checkpoint(let reading): reading.checkpoint.chain
    }
  }

  /// The trust state of the receipt, or of the last that is left out.
  public var trust: StateReference {
    switch content {
    case .receipt(let reading): reading.receipt.trust
    case .checkpoint(let reading): reading.checkpoint.trust
    }
  }
}
