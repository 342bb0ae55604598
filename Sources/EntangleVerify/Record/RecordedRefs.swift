internal import EntangleModel

/// Where the refs of a repository stood.
struct RecordedRefs: Sendable {
  private let tips: [RefName: ObjectID]

  init(_ tips: [RefName: ObjectID]) {
    self.tips = tips
  }

  /// Whether a ref stood there.
  func holds(_ name: RefName, at id: ObjectID?) -> Bool { tips[name] == id }

  /// The bytes, for `init(_:)`.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.write(list: tips.sorted { $0.key < $1.key }) { writer, tip in
      writer.write(text: tip.key.bytes)
      writer.write(text: tip.value.bytes)
    }
    return writer.bytes
  }

  /// Reads what `encoded` gives; nil for anything else.
  init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    let tips = reader.list { reader -> (RefName, ObjectID)? in
      guard let name = reader.text(), let id = reader.name() else { return nil }
      return (RefName(name), id)
    }
    guard let tips, reader.isAtEnd else { return nil }
    self.tips = Dictionary(tips) { first, _ in first }
  }
}
