internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

extension ProofAccess.Judged {
  /// What an argument means, as git reads names: a full object name, then a ref, then the beginning of an
  /// object name.
  ///
  /// Throws where it means nothing, or several things.
  func subject(_ object: String) throws(CommandError) -> ProofSubject {
    if ObjectID(hex: object) == nil {
      for name in [RefName(object), RefName("refs/heads/" + object)] {
        if let ref = governed.entangleRefs.first(where: { $0.name == name }) {
          return .entangleRef(name, ref.id)
        }
        if let tip = governed.branches[name] { return .branch(name, tip) }
      }
    }
    let digits = Array("0123456789abcdef".utf8)
    let isPrefix = object.utf8.count >= 4 && object.utf8.allSatisfy { digits.contains($0) }
    let subjects = isPrefix ? report.subjects(prefix: object) : []
    guard let subject = subjects.first else {
      throw CommandError(
        "nothing in the record is called '\(object)'",
        hint: "a ref, or at least 4 digits of the name of an event, a trust state, a landed "
          + "commit or an artifact", status: .refused)
    }
    guard subjects.count == 1 else {
      let names = subjects.prefix(8).map(\.id.hex).joined(separator: ", ")
      throw CommandError("'\(object)' is ambiguous", hint: "it may be \(names)")
    }
    return subject
  }
}
