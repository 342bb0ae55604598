internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

extension OperandSpec {
  /// What `ArtifactSelection` reads.
  static func artifact(_ arity: Arity) -> OperandSpec {
    OperandSpec(
      "artifact", arity,
      help: "<task>/<runner>/<attempt>, the name of its ref, or the name of its commit; of an "
        + "object's name at least 4 digits")
  }
}

/// Finds the artifact that a text names among those of a record.
struct ArtifactSelection {
  let artifacts: [RecordedArtifact]

  /// Every artifact of which a judgement speaks.
  init(_ judgement: Judgement, in governed: GovernedRepository) {
    artifacts = judgement.artifacts(refs: governed.entangleRefs, format: governed.objects.format)
  }

  /// The artifact of that name. Where its ref stands elsewhere than its result says, it is the one at
  /// the ref: the other has a commit to name it by.
  func artifact(_ text: String) throws(CommandError) -> RecordedArtifact {
    let found = artifacts.filter { matches($0, text) }
    guard let first = found.first else {
      throw CommandError(
        "'\(displayText(text.utf8))' names no artifact",
        hint: "'entangle artifact list' lists them")
    }
    guard Set(found.map(\.ref)).count == 1 else {
      throw CommandError(
        "'\(displayText(text.utf8))' is ambiguous",
        hint: "it may be " + found.prefix(4).map(\.ref.description).joined(separator: ", "))
    }
    return found.first(where: \.isAtRef) ?? first
  }

  private func matches(_ artifact: RecordedArtifact, _ text: String) -> Bool {
    if text.hasPrefix("refs/") { return artifact.ref == RefName(text) }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let object = parts.first, object.utf8.count >= 4 else { return false }
    switch parts.count {
    case 1: return artifact.commit.hex.hasPrefix(object)
    case 3:
      return artifact.task.hex.hasPrefix(object) && artifact.runner.text == parts[1]
        && Decimal.read(parts[2].utf8) == artifact.attempt
    default: return false
    }
  }
}
