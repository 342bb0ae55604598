internal import EntangleModel

/// The parents after the first must be the causes, in their order, without one that is the first
/// parent, each of the digest that the trailer gives. Stops: a cause swapped under the trailers.
struct C101CausesDiffer: EventRule {
  static let text = RuleText(
    "C101", "the parents are not the causes",
    rule: "The parents after the first must be the causes, in their order, without one that "
      + "is the first parent, each of the digest that the trailer gives.",
    stops: "a cause swapped under the trailers.",
    hint: "make events with entangle")

  func findings(in context: EventContext) -> [Finding] {
    guard context.event.hasCausesAsParents else {
      return [Self.broken("parents and 'Causes' differ")]
    }
    return zip(context.body.causes, context.causes).compactMap { cause, found in
      guard let found, found.event.reference.digest != cause.digest else { return nil }
      return Self.broken("\(cause.id) has another digest")
    }
  }
}
