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

extension ContentDigester {
  /// Whether the object database holds a commit as its digests say.
  mutating func compare(_ reference: CommitReference) -> ReferenceReading.Outcome {
    do throws(Failure) {
      return try self.reference(to: reference.id) == reference
        ? .matches : .differs("the commit has other digests")
    } catch {
      return switch error {
      case .missing(let id): .missing(id)
      case .wrong(let detail): .differs(detail)
      }
    }
  }
}
