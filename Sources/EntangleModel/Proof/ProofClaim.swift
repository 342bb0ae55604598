/// What a proof says of one object (`Docs/format-proof.md`).
public enum ProofClaim: Sendable, Hashable {
  /// A state of the trust chain, by its commit.
  case state(ObjectID)
  /// An event that no rule refuses.
  case event(ObjectID)
  /// A commit that a landing brought in.
  case commit(ObjectID, landing: ObjectID)
  /// The commit of an artifact, and the `task.result` that names it.
  case artifact(ObjectID, result: ObjectID)
  /// A commit to which a landing moved a branch.
  case branch(RefName, ObjectID, landing: ObjectID)
  /// An annotated tag, and the `tag` that made it.
  case tag(RefName, ObjectID, event: ObjectID)
  /// A commit at which a branch stood at founding.
  case baseline(RefName, ObjectID)

  /// The object of which something is said.
  public var object: ObjectID {
    switch self {
    case .state(let id), .event(let id), .commit(let id, _), .artifact(let id, _): id
    case .branch(_, let id, _), .tag(_, let id, _), .baseline(_, let id): id
    }
  }

  /// The event that shows it; nil where the trust chain alone does.
  public var event: ObjectID? {
    switch self {
    case .state, .baseline: nil
    case .event(let id): id
    case .commit(_, let event), .artifact(_, let event): event
    case .branch(_, _, let event), .tag(_, _, let event): event
    }
  }

  /// The ref of which something is said.
  public var ref: RefName? {
    switch self {
    case .branch(let ref, _, _), .tag(let ref, _, _), .baseline(let ref, _): ref
    case .state, .event, .commit, .artifact: nil
    }
  }

  /// The word for it in documents.
  public var type: String {
    switch self {
    case .state: "state"
    case .event: "event"
    case .commit: "commit"
    case .artifact: "artifact"
    case .branch: "branch"
    case .tag: "tag"
    case .baseline: "baseline"
    }
  }

  /// The member `claim`: `type`, `object`, and what else that type has.
  public var json: JSONValue {
    var members: [String: JSONValue] = [
      "object": .string(object.hex), "type": .string(type),
    ]
    if case .event = self {} else { members["event"] = event.map { .string($0.hex) } }
    members["ref"] = ref.map { .string($0.description) }
    return .object(members)
  }

  /// Reads the member; throws where it is not exactly of its form.
  init(_ members: JSONMembers) throws(DocumentDefect) {
    var members = members
    func id(_ name: String) throws(DocumentDefect) -> ObjectID {
      try members.value(name) { ObjectID(hex: $0) }
    }
    func ref(_ read: (String) -> RefName?) throws(DocumentDefect) -> RefName {
      try members.value("ref", read)
    }
    let object = try id("object")
    switch try members.string("type") {
    case "state": self = .state(object)
    case "event": self = .event(object)
    case "commit": self = .commit(object, landing: try id("event"))
    case "artifact": self = .artifact(object, result: try id("event"))
    case "branch":
      self = .branch(try ref { RefName(branch: $0.utf8) }, object, landing: try id("event"))
    case "tag": self = .tag(try ref { RefName(tag: $0.utf8) }, object, event: try id("event"))
    case "baseline": self = .baseline(try ref { RefName(branch: $0.utf8) }, object)
    default: throw DocumentDefect("'type' is none that proofs have")
    }
    try members.end()
  }
}
