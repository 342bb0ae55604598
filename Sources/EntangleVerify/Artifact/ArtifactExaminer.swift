public import EntangleModel

/// What an artifact holds, part by part.
public struct ArtifactExamination: Sendable {
  /// What is examined.
  public enum Part: String, Sendable, Hashable, CaseIterable {
    /// The commit: its form and its tree.
    case commit
    /// The DSSE envelope and the Statement in it.
    case envelope
    /// The signature on the envelope, by an artifact key of the runner.
    case signature
    /// The files, each by its SHA-256, size and mode.
    case files
    /// The commit that was worked on, by its digests.
    case materials
  }

  /// What came of it.
  public enum Outcome: Sendable, Hashable {
    case good
    /// What is wrong.
    case wrong(String)
    /// What is not there, so that nothing can be said.
    case missing(String)
  }

  /// The parts in order, with what came of each.
  public let outcomes: [(part: Part, outcome: Outcome)]
  /// Nil where it cannot be read.
  public let manifest: Manifest?
  public let keyID: KeyID?
  /// The runner's key of that id, as the newest state has it; nil where it has none.
  public let key: EnrolledKey?
  /// None where files or manifest cannot be read.
  public let files: [OutputComparison]

  /// What follows from the parts.
  public var verdict: Verdict {
    .worst(
      of: outcomes.map { _, outcome in
        switch outcome {
        case .good: .verified
        case .wrong: .refused
        case .missing: .undecided
        }
      })
  }
}

/// Takes an artifact apart for people who ask what is wrong with it. Whether it counts is said by the
/// rules, in the findings of its result and its ref; this never finds more than they do where the result
/// stands.
public struct ArtifactExaminer {
  private let reader: ArtifactReader
  private let judgement: Judgement

  public init(
    objects: any ObjectSource, cryptography: any Cryptography, limits: ReadLimits = ReadLimits(),
    judgement: Judgement
  ) {
    reader = ArtifactReader(objects: objects, cryptography: cryptography, limits: limits)
    self.judgement = judgement
  }

  /// What the manifest says; nil where it cannot be read. No output is read.
  public func manifest(of artifact: RecordedArtifact) -> Manifest? {
    (try? reader.opened(artifact.commit))?.manifest
  }

  /// Reads all of it.
  public func examine(_ artifact: RecordedArtifact) -> ArtifactExamination {
    var outcomes: [(part: ArtifactExamination.Part, outcome: ArtifactExamination.Outcome)] = []
    let opened: OpenedArtifact
    do throws(ArtifactReader.Stop) {
      opened = try reader.opened(artifact.commit)
    } catch {
      return ArtifactExamination(
        outcomes: [(.commit, Self.outcome(error.problem))], manifest: nil, keyID: nil, key: nil,
        files: [])
    }
    let defect = reader.commitDefect(
      opened, runner: artifact.runner, task: artifact.task, attempt: artifact.attempt)
    outcomes.append((.commit, defect.map { .wrong($0) } ?? .good))
    outcomes.append((.envelope, opened.manifestDefect.map { .wrong($0) } ?? .good))
    if let envelope = opened.envelope {
      outcomes.append((.signature, signature(envelope, artifact)))
    }
    var files: [OutputComparison] = []
    do throws(ArtifactReader.Stop) {
      let stored = try reader.files(of: opened)
      if let manifest = opened.manifest {
        files = OutputComparison.compare(listed: manifest.files, stored: stored)
        let different = files.count { $0.state != .same }
        outcomes.append((.files, different == 0 ? .good : .wrong("\(different) differ")))
      }
    } catch {
      outcomes.append((.files, Self.outcome(error.problem)))
    }
    if let manifest = opened.manifest {
      outcomes.append((.materials, materials(manifest.input)))
    }
    return ArtifactExamination(
      outcomes: outcomes, manifest: opened.manifest, keyID: opened.envelope?.keyID,
      key: opened.envelope.flatMap { key($0, of: artifact.runner, in: judgement.chain.newest) },
      files: files)
  }

  /// By the state that the result names; the newest where there is no result.
  private func signature(
    _ envelope: Envelope, _ artifact: RecordedArtifact
  ) -> ArtifactExamination.Outcome {
    let state = artifact.result.map(\.named) ?? judgement.chain.newest
    guard state?.state.principals[artifact.runner] != nil else {
      return .missing("no trust state tells the keys of '\(artifact.runner)'")
    }
    guard let key = key(envelope, of: artifact.runner, in: state) else {
      return .wrong("\(envelope.keyID) is no artifact key of '\(artifact.runner)'")
    }
    let isValid = KeySignature(bytes: envelope.signature)?.isValid(
      over: Envelope.signedData(payload: envelope.payload), by: key.publicKey,
      cryptography: reader.cryptography)
    return isValid == true ? .good : .wrong("Ed25519 does not accept it")
  }

  /// The artifact key that an envelope names.
  private func key(
    _ envelope: Envelope, of runner: PrincipalID, in step: TrustStep?
  ) -> EnrolledKey? {
    step?.state.principals[runner]?.keys.first {
      $0.uses.contains(.artifact) && reader.cryptography.keyID($0.publicKey) == envelope.keyID
    }
  }

  private func materials(_ input: CommitReference) -> ArtifactExamination.Outcome {
    var digester = ContentDigester(
      objects: reader.objects, cryptography: reader.cryptography, limits: reader.limits)
    do throws(ContentDigester.Failure) {
      return try digester.reference(to: input.id) == input
        ? .good : .wrong("\(input.id) has other digests than the manifest says")
    } catch {
      return switch error {
      case .missing(let id): .missing("\(id) is not in the object database")
      case .wrong(let detail): .wrong(detail)
      }
    }
  }

  private static func outcome(_ problem: ArtifactReading.Problem)
    -> ArtifactExamination.Outcome
  {
    switch problem {
    case .missing(let id): .missing("\(id) is not in the object database")
    case .malformed(let detail): .wrong(detail)
    }
  }
}
