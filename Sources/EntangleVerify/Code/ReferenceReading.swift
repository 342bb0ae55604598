internal import EntangleModel

/// A commit that an event names, compared with what the object database holds.
struct ReferenceReading {
  enum Outcome {
    case matches
    case missing(ObjectID)
    /// It is not looked at, and need not be there.
    case withheld
    case differs(String)
  }

  let field: EventFieldName
  let reference: CommitReference
  let outcome: Outcome
}
