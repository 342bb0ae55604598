internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem

/// Takes back what was signed here and nobody else has: a ref goes back to where it was, and what it leaves is kept.
struct Withdrawal {
  let session: Session

  /// Throws where the repository is under guard: whoever fetches from it has what it holds.
  func requireOwn() throws(CommandError) {
    let folder = HostFolder(gitDirectory: FilePath(session.repository.path))
    guard try attempt({ try folder.settings() }) == nil else {
      throw CommandError(
        "this repository is under guard: whoever fetches from it has what it holds",
        status: .refused)
    }
  }

  /// Throws where a remote has a commit, or what follows it, at a ref, or cannot be asked. `name` says of which thing.
  func requireUnknown(
    _ id: ObjectID, at ref: RefName, called name: String, hint: String
  ) throws(CommandError) {
    for (remote, tip) in try mirrored(ref) + asked(ref, name) {
      let shown = displayText(remote.utf8)
      let order: ChainOrder
      do {
        order = try session.repository.chainOrder(of: id, to: tip)
      } catch {
        throw CommandError(
          "'\(shown)' shows of '\(ref)' what is not here", hint: "entangle fetch \(shown)",
          status: .undecided)
      }
      guard order == .apart || order == .ahead else {
        throw CommandError("'\(shown)' has \(name) already", hint: hint, status: .refused)
      }
    }
  }

  /// What remotes showed of a ref when they were last looked at, and the furthest that was good.
  private func mirrored(_ ref: RefName) throws(CommandError) -> [(remote: String, tip: ObjectID)] {
    guard let rest = ref.dropping(prefix: "refs/") else { return [] }
    let ends = ["/now/", "/seen/"].map { $0 + String(decoding: rest, as: UTF8.self) }
    let found = try attempt { try session.repository.references(prefix: RemoteMirror.prefix) }
    return found.compactMap { name, tip in
      guard let rest = name.dropping(prefix: RemoteMirror.prefix) else { return nil }
      let text = String(decoding: rest, as: UTF8.self)
      return ends.first { text.hasSuffix($0) }.map { (String(text.dropLast($0.count)), tip) }
    }
  }

  /// What every remote of git's shows of a ref now.
  private func asked(
    _ ref: RefName, _ name: String
  ) throws(CommandError) -> [(remote: String, tip: ObjectID)] {
    var shown: [(remote: String, tip: ObjectID)] = []
    for remote in try GitProgram.run(["remote"], in: session).text.split(separator: "\n") {
      // (Git may push elsewhere than it fetches from.)
      for place in [String(remote)] + (try pushPlaces(remote)) {
        let told = try GitProgram.run(["ls-remote", "--", place, ref.description], in: session)
        try take(told, of: remote, name, into: &shown)
      }
    }
    return shown
  }

  /// Where git pushes to for a remote, beside where it fetches from.
  private func pushPlaces(_ remote: Substring) throws(CommandError) -> [String] {
    let told = try GitProgram.run(
      ["remote", "get-url", "--push", "--all", "--", String(remote)], in: session)
    let fetched = try GitProgram.run(["remote", "get-url", "--", String(remote)], in: session)
    return told.text.split(separator: "\n").map(String.init).filter {
      $0 != fetched.text.trimmingNewline
    }
  }

  private func take(
    _ told: GitResult, of remote: Substring, _ name: String,
    into shown: inout [(remote: String, tip: ObjectID)]
  ) throws(CommandError) {
    guard told.isSuccess else {
      told.tell(besides: told.reason, in: session.context)
      let remote = displayText(remote.utf8)
      throw CommandError(
        "cannot ask '\(remote)' whether it has \(name): \(displayText(told.reason.utf8))",
        hint: "'git remote remove \(remote)', if it is there no more", status: .undecided)
    }
    for line in told.text.split(separator: "\n") {
      guard let tip = ObjectID(hex: line.prefix { $0 != "\t" }.utf8) else { continue }
      shown.append((String(remote), tip))
    }
  }

  /// Moves a ref back from where it stands; nil where nothing was before. Where it stood is kept, and said; refs that were there
  /// for it alone are removed.
  ///
  /// The ref moves last, so that who is stopped can do the same again.
  func move(
    _ ref: RefName, from old: ObjectID, to new: ObjectID?, removing refs: [RefName: ObjectID] = [:]
  ) throws(CommandError) {
    let (repository, kept) = (session.repository, TrustRef.keptName(old))
    try attempt {
      try repository.updateReferences([
        RefUpdate(name: kept, expectedOld: try repository.reference(kept), new: old)
      ])
    }
    for (name, id) in refs.sorted(by: { $0.key < $1.key }) { try remove(name, at: id) }
    if let new {
      try attempt {
        try repository.updateReferences([RefUpdate(name: ref, expectedOld: old, new: new)])
      }
    } else {
      try remove(ref, at: old)
    }
    session.context.diagnostics.line("the old end is kept as '\(kept)'")
  }

  private func remove(_ ref: RefName, at id: ObjectID) throws(CommandError) {
    let removed = try GitProgram.run(
      ["update-ref", "--no-deref", "-d", ref.description, id.hex], in: session)
    guard removed.isSuccess else {
      throw CommandError("cannot remove '\(ref)': \(displayText(removed.reason.utf8))")
    }
  }
}
