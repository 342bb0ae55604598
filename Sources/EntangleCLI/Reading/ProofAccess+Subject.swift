internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

extension ProofAccess.Judged {
  /// The ref that an argument means, one of the record, a branch or a tag; nil where it means none.
  func ref(_ object: String) -> RefName? {
    guard ObjectID(hex: object) == nil else { return nil }
    return ["", "refs/heads/", "refs/tags/"].map { RefName($0 + object) }.first { tips[$0] != nil }
  }

  /// Where all refs stand.
  private var tips: [RefName: ObjectID] {
    let entangle = governed.entangleRefs.map { ($0.name, $0.id) }
    return governed.branches.merging(governed.tags) { first, _ in first }
      .merging(entangle) { first, _ in first }
  }

  /// What is claimed of a tag; throws where no event that stands has made it.
  func tagging(_ name: RefName, at tip: ObjectID) throws(CommandError) -> ProofClaim {
    guard let claim = report.judgement?.claim(ofTag: name, at: tip) else {
      throw CommandError(
        "no event that stands made the tag '\(name)'", hint: "entangle verify . \(name)",
        status: .refused)
    }
    return claim
  }

  /// The proof of what an argument means. Of a ref, what bears on it counts as well, as 'entangle verify' has it.
  func proof(of object: String, by prover: Prover) throws(CommandError) -> Proof {
    let meant: ProofSubject
    do throws(CommandError) {
      meant = try subject(object)
    } catch {
      // (A ref that is gone, or a tag that stands where no event put it, has no standing to prove.)
      let names = ["", "refs/heads/", "refs/tags/"].map { $0 + object }
      guard let found = names.lazy.compactMap({ prover.proof(against: $0) }).first else {
        throw error
      }
      return found
    }
    let proof = prover.proof(of: meant)
    guard let name = ref(object) else { return proof }
    return proof.limited(by: report.limited(to: [name], tips: tips))
  }

  /// What an argument means, as git reads names: a full object name, then a ref, then the beginning of an
  /// object name.
  ///
  /// Throws where it means nothing, or several things.
  func subject(_ object: String) throws(CommandError) -> ProofSubject {
    if let name = ref(object) {
      if let ref = governed.entangleRefs.first(where: { $0.name == name }) {
        return .entangleRef(name, ref.id)
      }
      if let tip = governed.branches[name] { return .branch(name, tip) }
      if let tip = governed.tags[name] { return .event(try tagging(name, at: tip).event ?? tip) }
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
