import EntangleModel

/// What may be wrong with an artifact.
enum ArtifactFlaws {
  static let all: [Flaw<ArtifactDraft>] = [
    .always("a file swapped", ["M104"]) { draft in
      draft.listed = [ArtifactFile(path: "out/log", digest: .zero, isExecutable: false, size: 3)]
    },
    .always("no file listed", ["M104"]) { $0.listed = [] },
    .always("a signature changed", ["M102"]) { $0.editSignature = { $0[7] ^= 1 } },
    .always("a key for something else", ["M102"]) { $0.key = TestKey(250) },
    .always("an envelope with a byte more", ["M101"]) { $0.editEnvelope = { $0.append(0x0a) } },
    .always("another attempt", ["M103"]) { $0.attempt += 1 },
    .always("an attempt that only the commit names", ["M104"]) { $0.commitAttempt += 1 },
    .always("another input", ["M103"]) {
      $0.input = CommitReference(id: $0.input.id, digest: .zero, content: $0.input.content)
    },
    .always("another command", ["M103"]) { draft in
      draft.command = sure(
        try? TaskCommand(
          arguments: ["rm"], environment: [:], outputs: ["out"], timeoutSeconds: 60))
    },
    .always("another place to hang from", ["M103"]) { $0.parent = $0.task.id },
    .always("another repository", ["M103"]) { $0.repository = .zero },
    .always("a file more beside the outputs", ["M101"]) {
      $0.editTree = { entries, objects in
        entries.append(
          TreeEntry(mode: .file, name: Array("zzz".utf8), id: objects.add(.blob, [0x0a])))
      }
    },
    .always("a commit in another form", ["M104"]) { $0.editContent = { $0.append(0x0a) } },
  ]
}
