/// The commit of an artifact, which has one form (`Docs/format.md` section 5).
public enum ArtifactCommit {
  /// The commit's content. `parent` is the `task.accept`, `task` the `task.request`.
  public static func encode(
    tree: ObjectID, parent: ObjectID, runner: PrincipalID, time: Timestamp, task: ObjectID,
    attempt: Int64
  ) -> [UInt8] {
    let identity = "\(runner) <\(runner)@entangle.invalid> \(time.seconds) +0000"
    let headers = "tree \(tree)\nparent \(parent)\nauthor \(identity)\ncommitter \(identity)\n"
    return Array("\(headers)\nartifact \(task) \(attempt)\n".utf8)
  }

  /// The ref at which an artifact stands.
  public static func ref(task: ObjectID, runner: PrincipalID, attempt: Int64) -> RefName {
    RefName("refs/entangle/artifacts/\(task)/\(runner)/\(attempt)")
  }
}

/// The places below `refs/entangle/`.
public enum EntangleRef: Sendable, Hashable {
  case trust
  case lane(Lane)
  case proposal(ObjectID)
  /// What a task starts from, by the name of its request.
  case input(ObjectID)
  case artifact(task: ObjectID, runner: PrincipalID, attempt: Int64)
  /// The host's log, of the epoch of that number.
  case receipts(Int64)
  case denylist

  /// The ref of the trust chain.
  public static let trustName = RefName("refs/entangle/trust")

  /// Reads a ref's name; nil where `Docs/format.md` has no such place.
  public init?(_ name: RefName, format: ObjectFormat) {
    guard let rest = name.dropping(prefix: "refs/entangle/") else { return nil }
    let parts = rest.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    func oid(_ text: ArraySlice<UInt8>) -> ObjectID? {
      ObjectID(hex: text).flatMap { $0.format == format ? $0 : nil }
    }
    let place: EntangleRef? =
      switch (parts.first.map { String(decoding: $0, as: UTF8.self) }, parts.count) {
      case ("trust", 1): .trust
      case ("denylist", 1): .denylist
      case ("events", 3):
        Lane(parts[1] + [UInt8(ascii: "/")] + parts[2]).map { .lane($0) }
      case ("receipts", 2):
        Decimal.read(parts[1]).flatMap { $0 > 0 ? .receipts($0) : nil }
      case ("proposals", 2): oid(parts[1]).map { .proposal($0) }
      case ("inputs", 2): oid(parts[1]).map { .input($0) }
      case ("artifacts", 4):
        if let task = oid(parts[1]), let runner = PrincipalID(parts[2]),
          let attempt = Decimal.read(parts[3])
        {
          .artifact(task: task, runner: runner, attempt: attempt)
        } else {
          nil
        }
      default: nil
      }
    guard let place else { return nil }
    self = place
  }
}
