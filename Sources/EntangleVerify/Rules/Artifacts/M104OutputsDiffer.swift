internal import EntangleModel

/// An artifact must hold exactly the files that its manifest lists, of their digest, size and
/// mode, in a commit of the one form. Stops: a file swapped, added or left out.
struct M104OutputsDiffer: EventRule {
  static let text = RuleText(
    "M104", "the outputs are not those of the manifest",
    rule: "An artifact must hold exactly the files that its manifest lists, of their "
      + "digest, size and mode, in a commit of the one form.",
    stops: "a file swapped, added or left out.",
    hint: "publish artifacts with entangle run")

  static let kinds: Set<EventName>? = [.taskResult]

  func findings(in context: EventContext) -> [Finding] {
    guard let artifact = context.artifact, let manifest = artifact.manifest else { return [] }
    if let detail = artifact.commitDefect { return [Self.broken(detail)] }
    for (stored, listed) in zip(artifact.files, manifest.files) where stored != listed {
      return [Self.broken("'\(displayText(listed.path.utf8))'")]
    }
    return artifact.files.count == manifest.files.count
      ? [] : [Self.broken("\(artifact.files.count) files where \(manifest.files.count) are listed")]
  }
}
