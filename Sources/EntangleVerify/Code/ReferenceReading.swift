internal import EntangleModel

/// A commit that an event names, compared with what the object database holds.
struct ReferenceReading {
  enum Outcome {
    case matches
    case missing(ObjectID)
    case differs(String)
  }

  let field: EventFieldName
  let reference: CommitReference
  let outcome: Outcome
}
