import EntangleModel

@testable import EntangleVerify

/// One random change of a proof.
enum ProofMutation: CaseIterable {
  /// A bit of the file is another.
  case flippedByte
  /// A member of the document, or an object, is gone.
  case removedMember
  /// An object holds what another one holds.
  case replacedObject
  /// Two objects hold what the other one held.
  case swappedObjects
  /// An event carries another's signature, and is called what it is called then, wherever it is named.
  case foreignSignature
  /// An object's byte is another, and all that name the object follow.
  case renamedObject
  /// The last number of an event's signature is greater by the order of the curve: what a verifier
  /// takes that does not compare the two, and what anybody can make.
  case greaterNumber

  /// The changed file; nil where the proof has nothing to change so.
  func applied(to file: ProofFile, _ numbers: inout SeededNumbers) -> [UInt8]? {
    var bytes = file.encoded
    let ids = file.objects.keys.sorted()
    guard let one = ids.randomElement(using: &numbers),
      let other = ids.randomElement(using: &numbers)
    else { return nil }
    switch self {
    case .flippedByte:
      let place = Int.random(in: bytes.indices, using: &numbers)
      bytes[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &numbers)
      return bytes
    case .removedMember:
      guard case .object(var members)? = try? JSONValue(canonical: bytes),
        case .object(var objects)? = members["objects"]
      else { return nil }
      if Bool.random(using: &numbers) {
        objects[one.hex] = nil
        members["objects"] = .object(objects)
      } else {
        members[sure(members.keys.sorted().randomElement(using: &numbers))] = nil
      }
      return JSONValue.object(members).encodeCanonical()
    case .replacedObject: return file.with([one: file.objects[other]]).encoded
    case .swappedObjects:
      guard one != other else { return nil }
      return file.with([one: file.objects[other], other: file.objects[one]]).encoded
    case .foreignSignature:
      guard let event = file.events.randomElement(using: &numbers),
        let content = file.objects[event]?.content,
        let donor = file.events.filter({ $0 != event }).randomElement(using: &numbers),
        let own = Self.armour(content), let foreign = file.objects[donor].map(\.content),
        let taken = Self.armour(foreign)
      else { return nil }
      let changed = content[..<own.lowerBound] + foreign[taken] + content[own.upperBound...]
      return file.renaming(event, to: Array(changed))
    case .renamedObject:
      guard var content = file.objects[one]?.content, !content.isEmpty else { return nil }
      content[Int.random(in: content.indices, using: &numbers)] ^= 1
      return file.renaming(one, to: content)
    case .greaterNumber:
      guard let event = file.events.randomElement(using: &numbers),
        let content = file.objects[event]?.content, let own = Self.armour(content),
        let changed = Self.greaterNumber(Array(content[own]))
      else { return nil }
      return file.renaming(
        event, to: Array(content[..<own.lowerBound] + changed + content[own.upperBound...]))
    }
  }

  /// 2^252 + 27742317777372353535851937790883648493, the order of Ed25519's group (RFC 8032), as 32
  /// bytes, the least significant first.
  private static let order: [UInt8] =
    [
      0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
      0x14,
    ] + Array(repeating: 0, count: 15) + [0x10]

  /// A signature header with the order added to the signature's last number; nil where it holds no
  /// signature.
  private static func greaterNumber(_ header: [UInt8]) -> [UInt8]? {
    guard let name = header.firstIndex(of: UInt8(ascii: " ")) else { return nil }
    let lines = String(decoding: header[name...], as: UTF8.self).split(separator: "\n")
    let armour = lines.map { $0.dropFirst() + "\n" }.joined()
    guard let signature = SSHSignature(armour: Array(armour.utf8)) else { return nil }
    var (bytes, carry) = (signature.signature.bytes, 0)
    for place in order.indices {
      let sum = Int(bytes[32 + place]) + Int(order[place]) + carry
      (bytes[32 + place], carry) = (UInt8(sum & 0xff), sum >> 8)
    }
    let other = KeySignature(bytes: bytes, authenticator: signature.signature.authenticator)
    guard let other else { return nil }
    let changed = SSHSignature(publicKey: signature.publicKey, namespace: .git, signature: other)
    let value = String(decoding: changed.armour.dropLast(), as: UTF8.self)
      .split(separator: "\n").joined(separator: "\n ")
    return Array(header[...name]) + Array(value.utf8)
  }

  /// Where the signature stands in a commit.
  private static func armour(_ content: [UInt8]) -> Range<Int>? {
    let text = String(decoding: content, as: UTF8.self)
    guard content.count == text.utf8.count, let start = text.range(of: "gpgsig"),
      let end = text.range(of: "-----END SSH SIGNATURE-----")
    else { return nil }
    return text.utf8.distance(
      from: text.startIndex, to: start.lowerBound)..<text.utf8.distance(
        from: text.startIndex, to: end.upperBound)
  }
}

extension StringProtocol {
  /// The first occurrence of a text.
  fileprivate func range(of other: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(other) { return start..<index(start, offsetBy: other.count) }
      start = index(after: start)
    }
    return nil
  }
}

extension ProofFile {
  /// The file with other objects under some names; without those that are nil.
  func with(_ changes: [ObjectID: RawObject?]) -> ProofFile {
    var objects = self.objects
    for (id, object) in changes { objects[id] = object }
    return ProofFile(
      repository: repository, format: format, claim: claim, trust: trust, events: events,
      objects: objects)
  }

  /// The file in which an object holds something else, under its new name wherever it was named.
  fileprivate func renaming(_ id: ObjectID, to content: [UInt8]) -> [UInt8] {
    var memory = MemoryObjects(format: format)
    for object in objects.values { memory.add(object) }
    let graph = ObjectGraph(memory, from: objects.keys.sorted())
    var changed = MemoryObjects(format: format)
    let names = graph.renamed(id, to: content, into: &changed)
    let claim: ProofClaim =
      switch self.claim {
      case .state(let id): .state(names[id] ?? id)
      case .event(let id): .event(names[id] ?? id)
      case .commit(let id, let event): .commit(names[id] ?? id, landing: names[event] ?? event)
      case .artifact(let id, let event): .artifact(names[id] ?? id, result: names[event] ?? event)
      case .branch(let ref, let id, let event):
        .branch(ref, names[id] ?? id, landing: names[event] ?? event)
      case .tag(let ref, let id, let event):
        .tag(ref, names[id] ?? id, event: names[event] ?? event)
      case .baseline: self.claim
      }
    return ProofFile(
      repository: repository, format: format, claim: claim, trust: names[trust] ?? trust,
      events: events.map { names[$0] ?? $0 }, objects: changed.table
    ).encoded
  }
}
