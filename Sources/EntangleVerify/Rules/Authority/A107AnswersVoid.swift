internal import EntangleModel

/// An event that answers a void one counts for nothing either. Stops: what was done under the losing law
/// of a fork living on in what answers it.
struct A107AnswersVoid: Rule {
  static let text = RuleText(
    "A107", "the event answers a void one, and counts for nothing",
    rule: "An event that answers a void one counts for nothing either.",
    stops: "what was done under the losing law of a fork living on in what answers it.",
    hint: "answer what counts; have the void event done again where it is still wanted")

  static func finding(_ cause: ObjectID) -> Finding { warning("\(cause) is void", base: cause) }
}
