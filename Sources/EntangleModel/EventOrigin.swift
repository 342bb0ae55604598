/// What events that follow each other on a lane have in common, most of them, with the bytes in which
/// they say so: these are compared with the next event's instead of being read again.
final class EventOrigin: Sendable, Hashable {
  let repository: SHA256Digest
  let lane: Lane
  let trust: StateReference
  let seen: SignedHead?

  /// The trailers in front of the sequence's value.
  let start: [UInt8]
  /// What stands between the values of `Chain` and `Causes`.
  let end: [UInt8]

  init(repository: SHA256Digest, lane: Lane, trust: StateReference, seen: SignedHead?) {
    self.repository = repository
    self.lane = lane
    self.trust = trust
    self.seen = seen
    var start: [UInt8] = []
    start.append("Repository: ")
    repository.appendHex(to: &start)
    start.append("\nLane: ")
    start.append(text: lane.principal.text)
    start.append("/")
    lane.key.appendHex(to: &start)
    start.append("\nSequence: ")
    self.start = start
    var end: [UInt8] = []
    end.append("\nTrust: ")
    end.append(decimal: trust.version)
    end.append(":")
    trust.digest.appendHex(to: &end)
    end.append("\nSeen: ")
    end.append(text: seen?.description ?? "none")
    end.append("\nCauses:")
    self.end = end
  }

  static func == (left: EventOrigin, right: EventOrigin) -> Bool {
    left === right
      || (left.repository == right.repository && left.lane == right.lane
        && left.trust == right.trust && left.seen == right.seen)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(lane)
    hasher.combine(trust)
  }
}
