internal import EntangleModel
internal import EntangleVerify

/// An artifact as commands show it: its name, the result that cites it, and what its manifest says.
struct ArtifactDescription {
  let artifact: RecordedArtifact
  /// Nil where it cannot be read.
  let manifest: Manifest?
  /// Whether the result that cites it is tainted.
  let isTainted: Bool

  init(_ artifact: RecordedArtifact, manifest: Manifest?, in judgement: Judgement) {
    self.artifact = artifact
    self.manifest = manifest
    isTainted = artifact.result.map { judgement.isTainted($0.event.id) } ?? false
  }

  /// `<task>/<runner>/<attempt>` with a short name of the task: what these commands take as a name.
  var shortName: String { "\(artifact.task.short)/\(artifact.runner)/\(artifact.attempt)" }

  /// Whether the event that cites it counts, in a word or two.
  var standing: String {
    guard let result = artifact.result else { return "no result" }
    return result.standing == .accepted ? "counts" : "\(result.standing)"
  }

  /// Name, commit, files, and whether it counts.
  var cells: [String] {
    let standing = artifact.isAtRef ? standing : "\(standing), not at its ref"
    return [shortName, artifact.commit.short, size, standing]
  }

  private var size: String {
    guard let files = manifest?.files else { return "unreadable" }
    let count = files.count == 1 ? "1 file" : "\(files.count) files"
    return "\(count), \(Self.bytes(files)) bytes"
  }

  /// A manifest may say anything: a sum that is too large is the largest.
  private static func bytes(_ files: [ArtifactFile]) -> Int64 {
    files.reduce(0) { sum, file in
      let (total, isTooLarge) = sum.addingReportingOverflow(file.size)
      return isTooLarge ? .max : total
    }
  }

  /// The members of its document; `manifest` is the Statement's content, where it can be read.
  var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "task": .string(artifact.task.hex), "runner": .string(artifact.runner.text),
      "attempt": .integer(artifact.attempt), "commit": .string(artifact.commit.hex),
      "ref": .string(artifact.ref.description), "atRef": .bool(artifact.isAtRef),
      "standing": .string(artifact.result.map { "\($0.standing)" } ?? "none"),
    ]
    members["event"] = artifact.result.map { .string($0.event.id.hex) }
    members["files"] = manifest.map { .array($0.files.map(Self.document)) }
    return members
  }

  /// What the manifest says beyond its files.
  var manifestMembers: [String: JSONValue] {
    guard let manifest else { return [:] }
    return [
      "command": manifest.command.json, "sandbox": manifest.sandbox,
      "input": .object([
        "commit": .string(manifest.input.id.hex), "sha256": .string(manifest.input.digest.hex),
        "content": .string(manifest.input.content.hex),
      ]),
      "accept": .string(manifest.accept.id.hex),
      "printed": .object(manifest.printed.mapValues { .string($0.hex) }),
      "startedOn": .string(manifest.startedOn.description),
      "finishedOn": .string(manifest.finishedOn.description),
    ]
  }

  /// Everything that is known of it without reading a file, in lines.
  func lines(_ texts: TextDisplay) -> [String] {
    var lines = [
      "artifact \(artifact.commit)", "task: \(artifact.task)", "runner: \(artifact.runner)",
      "attempt: \(artifact.attempt)",
      "ref: \(artifact.ref)\(artifact.isAtRef ? "" : ", which does not stand there")",
    ]
    if let result = artifact.result {
      let tainted = isTainted ? ", tainted" : ""
      lines.append("cited by: task.result \(result.event.id), \(standing)\(tainted)")
    } else {
      lines.append("cited by: no result, so it does not count")
    }
    guard let manifest else { return lines + ["manifest: unreadable"] }
    let command = manifest.command
    lines += [
      "command: " + command.arguments.map { texts.line($0.utf8) }.joined(separator: " "),
      "timeout: \(command.timeoutSeconds) s",
    ]
    for (name, value) in command.environment.sorted(by: { $0.key < $1.key }) {
      lines.append("environment: \(name)=\(texts.line(value.utf8))")
    }
    lines += [
      "sandbox: " + Self.words(manifest.sandbox),
      "started: \(manifest.startedOn)", "finished: \(manifest.finishedOn)",
      "material: commit \(manifest.input.id)",
      "  sha256 \(manifest.input.digest), content \(manifest.input.content)",
    ]
    for (name, digest) in manifest.printed.sorted(by: { $0.key < $1.key }) {
      lines.append("printed: \(displayText(name.utf8)), sha256 \(digest)")
    }
    return lines
  }

  /// Each file: SHA-256, mode, size in bytes, path.
  var fileCells: [[String]] {
    (manifest?.files ?? []).map { file in
      [
        file.digest.hex, file.isExecutable ? "100755" : "100644", "\(file.size)",
        displayText(file.path.utf8),
      ]
    }
  }

  /// A file that a manifest lists.
  static func document(_ file: ArtifactFile) -> JSONValue {
    .object([
      "path": .string(file.path), "sha256": .string(file.digest.hex),
      "size": .integer(file.size), "executable": .bool(file.isExecutable),
    ])
  }

  /// What a runner says of its sandbox, or anything else that it put there.
  private static func words(_ value: JSONValue) -> String {
    guard case .object(let members) = value else { return "not said" }
    let words = members.sorted { $0.key < $1.key }.map { name, value -> String in
      let text =
        if case .string(let word) = value { Array(word.utf8) } else { value.encodeCanonical() }
      return "\(displayText(name.utf8)) \(displayText(text.filter { $0 != 0x0a }))"
    }
    return words.isEmpty ? "not said" : words.joined(separator: ", ")
  }
}
