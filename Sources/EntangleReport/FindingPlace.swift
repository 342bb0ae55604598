internal import EntangleModel
internal import EntangleVerify

/// Where the object of a finding stands, as far as that is known: the repository as a whole comes first,
/// then the trust chain, the lanes with their commits, and other refs.
struct FindingPlace: Comparable {
  private enum Part: Int {
    case repository
    case trust
    case lane
    case stray
    case ref
  }

  private let part: Part
  /// The lane or ref.
  private let name: String
  /// The version of a state, the sequence of an event; 0 for a ref.
  private let number: Int64
  /// A line that says where that is; nil where the object's name says it.
  let text: String?

  private init(_ part: Part, name: String = "", number: Int64 = 0, text: String? = nil) {
    self.part = part
    self.name = name
    self.number = number
    self.text = text
  }

  /// The place of an object. The findings that follow from what is found of it tell where a commit stands
  /// that is no event.
  init(of object: String, in judgement: Judgement?, followers: [Finding]) {
    guard object != "-" else {
      self.init(.repository)
      return
    }
    guard let id = ObjectID(hex: object) else {
      let isLane = object.hasPrefix("refs/entangle/events/")
      self.init(object == "refs/entangle/trust" ? .trust : isLane ? .lane : .ref, name: object)
      return
    }
    guard let judgement else {
      self.init(.trust)
      return
    }
    if let body = judgement.events[id]?.event.body {
      let text = "lane \(body.lane), event \(body.sequence), \(body.kind.name.rawValue)"
      self.init(.lane, name: body.lane.ref.description, number: body.sequence, text: text)
    } else if let next = Self.event(after: id, among: followers, in: judgement) {
      let (lane, sequence) = (next.body.lane, next.body.sequence)
      self.init(
        .lane, name: lane.ref.description, number: sequence - 1,
        text: "lane \(lane), before event \(sequence)")
    } else if let step = judgement.chain.steps.first(where: { $0.reference.id == id }) {
      self.init(.trust, number: step.name.version, text: "trust state \(step.name.version)")
    } else {
      self.init(.stray, name: object)
    }
  }

  private static func event(
    after id: ObjectID, among followers: [Finding], in judgement: Judgement
  ) -> ParsedEvent? {
    followers.lazy.filter { $0.base == id.description }.compactMap { finding in
      ObjectID(hex: finding.object).flatMap { judgement.events[$0]?.event }
    }.first { $0.commit.parent == id }
  }

  /// The lane on which the object stands; nil where it stands on none, or that is not known.
  var lane: String? { part == .lane && number > 0 ? name : nil }

  static func < (left: FindingPlace, right: FindingPlace) -> Bool {
    guard left.part == right.part else { return left.part.rawValue < right.part.rawValue }
    guard left.name == right.name else {
      return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
    return left.number < right.number
  }
}
