internal import EntangleModel
internal import EntangleReport
internal import EntangleSystem
internal import EntangleVerify

/// A trust state on its way to its signatures: all files of its tree, as one file that authorities
/// hand on to each other (`entangle/trust-draft@v1`).
struct TrustDraft {
  private static let schema = "entangle/trust-draft@v1"
  /// The longest that one may be, in bytes.
  static let limit = 64 << 20

  /// Every file of the state by path, its statement and the signatures so far among them.
  var files: [String: [UInt8]]
  /// The files, parsed.
  var state: TrustState

  init(files: [String: [UInt8]]) throws(CommandError) {
    self.files = files
    do throws(DocumentDefect) {
      state = try TrustState(files: files)
    } catch {
      throw CommandError("the state is not well formed: \(error.detail)", code: "T105")
    }
  }

  /// Reads a draft.
  init(path: FilePath) throws(CommandError) {
    let bytes = try attempt { try FileSystem.read(path, limit: Self.limit) }
    guard let draft = try TrustDraft(bytes) else {
      throw CommandError("'\(path)' is no draft of a trust state")
    }
    self = draft
  }

  /// The draft that a file holds; nil where it holds none.
  init?(_ bytes: [UInt8]) throws(CommandError) {
    guard case .object(let members)? = try? JSONValue(canonical: bytes), members.count == 2,
      members["schema"] == .string(Self.schema), case .object(let texts)? = members["files"]
    else { return nil }
    var files: [String: [UInt8]] = [:]
    for (name, value) in texts {
      guard case .string(let text) = value else { return nil }
      files[name] = Array(text.utf8)
    }
    try self.init(files: files)
  }

  /// The draft, if it follows that state; throws for any other.
  func following(_ step: TrustStep) throws(CommandError) -> TrustDraft {
    guard state.statement.previous == step.name.digest else { throw notFollowing(step) }
    return self
  }

  /// Throws what the verifier finds wrong with it as the next state of a chain, whoever signs and publishes it.
  func judge(after chain: TrustChain, in context: CommandContext) throws(CommandError) {
    let findings = chain.findings(on: state, cryptography: context.cryptography)
    guard findings.isEmpty else { throw CommandError(findings) }
  }

  /// Who agrees to it, as the state that it follows judges that.
  func consent(after base: TrustStep) -> Consent { Consent(to: state, after: base.state) }

  /// Throws where the draft has been published.
  private func requireUnpublished(in session: Session) throws(CommandError) {
    let digest = session.context.cryptography.sha256(state.statement.encoded)
    guard let step = session.judgement.chain.steps.first(where: { $0.name.digest == digest }) else {
      return
    }
    let isNewest = step.name == session.state.name
    throw CommandError(
      "the draft has been published: it is version \(step.name.version)"
        + (isNewest ? ", which is in force" : ""), code: "T108",
      hint: "'entangle trust log' shows it, 'entangle push' gives it to others", status: .refused)
  }

  private func notFollowing(_ step: TrustStep) -> CommandError {
    let isAhead = state.statement.version > step.name.version + 1
    return CommandError(
      "the draft does not follow version \(step.name.version), which is in force", code: "T108",
      hint: isAhead
        ? "'entangle fetch' brings what it follows, where that has been published"
        : "make the change again on top of it, in a new file", status: .refused)
  }

  /// The state that the draft follows: the one in force, or, of one that makes the states here void, the
  /// newest of a remote as it was last fetched; with its chain. Throws where it follows neither.
  func base(
    in session: Session
  ) throws(CommandError) -> (chain: TrustChain, tip: TrustStep) {
    guard state.statement.previous != session.state.name.digest else {
      return (session.judgement.chain, session.state)
    }
    try requireUnpublished(in: session)
    let voids = Set(state.statement.voids)
    for remote in try session.governed.shownTrust() where !voids.isEmpty {
      guard
        let theirs = session.governed.chain(
          at: remote.tip, root: session.trustRoot, now: session.now, in: session.context),
        let fork = TrustFork(session.judgement.chain, theirs),
        fork.theirs.tip.name.digest == state.statement.previous,
        fork.standing.allSatisfy({ voids.contains($0.name) })
      else { continue }
      return (fork.theirs.chain, fork.theirs.tip)
    }
    throw notFollowing(session.state)
  }

  /// Writes the draft.
  func write(to path: FilePath) throws(CommandError) {
    let texts = files.mapValues { JSONValue.string(String(decoding: $0, as: UTF8.self)) }
    let document = JSONValue.object([
      "files": .object(texts), "schema": .string(Self.schema),
    ])
    try attempt { try FileSystem.write(document.encodeCanonical(), to: path) }
  }

  /// What the draft adds (+), changes (~) and removes (-), and whom it cuts; a line each.
  func changes(from step: TrustStep, in context: CommandContext) -> [String] {
    let difference = GraphDifference(
      from: Graph(step.state), to: Graph(state), cryptography: context.cryptography)
    return difference.changes.map { GraphDiff.line($0, context.outputColours) }
      + state.statement.cuts.map { "cuts \($0.lane) after \($0.sequence)" }
      + state.statement.voids.map { "makes void \($0.version) \($0.digest)" }
  }
}
