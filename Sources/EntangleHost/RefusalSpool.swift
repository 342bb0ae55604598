internal import EntangleModel
internal import EntangleSystem

/// Pushes that were refused and have no receipt yet. It never holds more than a few lines: of those by the same pusher
/// and for the same reasons only the number grows, and of very many different ones that as well.
struct RefusalSpool {
  /// The most lines.
  static let mostLines = 256

  private let file: FilePath

  init(_ folder: HostFolder) {
    file = folder.path.appending("refusals")
  }

  /// What is there; nothing where it cannot be read as what it was written.
  func refusals() throws(HostError) -> [Receipt.Refusal] {
    do {
      guard try FileSystem.status(file) != nil else { return [] }
      let bytes = try FileSystem.read(file, limit: 1 << 20)
      return bytes.split(separator: UInt8(ascii: "\n")).compactMap { Receipt.Refusal($0) }
    } catch {
      throw .system(error)
    }
  }

  /// Adds one.
  func add(_ refusal: Receipt.Refusal) throws(HostError) {
    var known = try refusals()
    let isFull = known.count >= Self.mostLines
    func index(_ pusher: PrincipalID?, _ codes: [String]) -> Int? {
      known.firstIndex { $0.pusher == pusher && $0.codes == codes }
    }
    if let place = index(refusal.pusher, refusal.codes) {
      known[place] = known[place].with(refusal)
    } else if !isFull {
      known.append(refusal)
    } else if let place = index(nil, []) {
      known[place] = known[place].with(refusal)
    } else if let last = known.popLast() {
      known.append(
        Receipt.Refusal(
          time: last.time, pusher: nil, codes: [], count: last.count, digest: last.digest
        ).with(refusal))
    }
    let text = known.flatMap { Array("\($0)\n".utf8) }
    do {
      // (Of one that is lost when the machine stops, nobody is the worse.)
      try FileSystem.write(text, to: file, mode: 0o600, existing: .replace, isSynchronised: false)
    } catch {
      throw .system(error)
    }
  }

  /// Takes all away.
  func clear() throws(HostError) {
    do {
      _ = try FileSystem.remove(file)
    } catch {
      throw .system(error)
    }
  }
}

extension Receipt.Refusal {
  /// The same, once more.
  fileprivate func with(_ other: Receipt.Refusal) -> Receipt.Refusal {
    Receipt.Refusal(
      time: max(time, other.time), pusher: pusher, codes: codes, count: count + other.count,
      digest: other.digest)
  }
}
