internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// Commits and files that are about to be signed for, as a server under guard looks at them when they are pushed: what none would
/// take keeps out every later push as well, as long as an event names it.
struct OfferedContent {
  private let session: Session
  private let tip: ObjectID
  private let listed: String

  /// What `tip` leads to, a commit or a tree, and nothing else does of what servers have.
  init(_ tip: ObjectID, without known: [String] = [], in session: Session) throws(CommandError) {
    self.session = session
    self.tip = tip
    // (What is not here, nobody can look at; a push says so.)
    let result = try GitProgram.run(
      ["rev-list", "--objects", "--missing=allow-any", tip.hex, "--not"] + known, in: session)
    guard result.isSuccess else {
      throw CommandError(
        "cannot list what '\(tip.short)' brings: \(displayText(result.reason.utf8))")
    }
    listed = result.text
  }

  /// What a change brings: all that neither a branch which the law protects leads to, nor one of the remote as it was last seen.
  init(head: ObjectID, in session: Session) throws(CommandError) {
    let protected = session.state.state.policies.keys.sorted()
      .compactMap { session.governed.branches[$0]?.hex }
    let remote = try session.repository.defaultRemote()
    try self.init(
      head, without: protected + (remote.map { ["--remotes=\($0)"] } ?? []), in: session)
  }

  /// Throws where no server under guard would take it. `place`: what holds the files, for the way out.
  func requireFit(_ place: String) throws(CommandError) {
    var names: [ObjectID: Substring] = [:]
    for line in listed.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      guard let id = words.first.flatMap({ ObjectID(hex: $0.utf8) }) else { continue }
      names[id] = words.count > 1 ? words[1] : ""
    }
    guard !names.isEmpty else { return }
    let (repository, temporary) = (session.repository, session.context.temporaryDirectory)
    let objection = try attempt {
      try repository.objection(to: names.keys.sorted(), in: temporary)
    }
    if let objection {
      let name = objection.id.flatMap { names[$0] }.flatMap { $0.isEmpty ? nil : $0 }
      let what = name.map { "'\(displayText($0.utf8))'" } ?? objection.id.map { "'\($0)'" } ?? "it"
      throw CommandError(
        "no server under guard takes \(what): git refuses it as \(objection.detail)",
        hint: "take it out of \(place), or make it what git reads in one way alone",
        status: .refused)
    }
    try requireNoSecret(Set(names.keys), place)
  }

  private func requireNoSecret(_ new: Set<ObjectID>, _ place: String) throws(CommandError) {
    let folder = HostFolder(gitDirectory: FilePath(session.repository.commonPath))
    var search = PushedSecrets(
      allowed: try attempt { try AllowedSecrets(in: folder) },
      cryptography: session.context.cryptography)
    do throws(ObjectReadError) {
      try search.search(from: [tip], in: session.governed.objects) { id throws(ObjectReadError) in
        new.contains(id)
      }
    } catch {
      throw CommandError(GitError.unreadableObject(error))
    }
    var facts = AdmissionFacts(updates: [])
    facts.secrets = search.facts
    guard let found = facts.findings.first(where: { $0.severity == .refused }) else { return }
    let digest = search.facts.found.first { $0.subject == found.object }.map(\.allowedBy)
    throw CommandError(
      "\(found.title): \(found.object) \(found.detail)", code: found.code,
      hint:
        "take it out of \(place); if it is none, add '\(digest.map(\.hex) ?? "")' to '\(folder.path)/allowed-secrets', and have "
        + "the keeper of the server add it there", status: .refused)
  }
}
