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

  /// Where a remote shows a ref, or once showed it.
  struct Shown {
    let remote: String
    let tip: ObjectID
    let isNow: Bool
  }

  /// Throws where a remote has a commit, or what follows it, or has shown it. `name` says of which thing.
  func requireUnknown(
    _ id: ObjectID, at ref: RefName, among shown: [Shown], called name: String, hint: String
  ) throws(CommandError) {
    for one in shown {
      let remote = displayText(one.remote.utf8)
      let order: ChainOrder
      do {
        order = try session.repository.chainOrder(of: id, to: one.tip)
      } catch {
        throw CommandError(
          "'\(remote)' shows of '\(ref)' what is not here",
          hint: "entangle fetch \(shellWord(remote))",
          status: .undecided)
      }
      guard order == .apart || order == .ahead else {
        throw CommandError(
          one.isNow ? "'\(remote)' has \(name) already" : "'\(remote)' has shown \(name)",
          hint: hint, status: .refused)
      }
    }
  }

  /// What remotes showed of a ref when they were last looked at, and the furthest that was good.
  func remembered(_ ref: RefName) throws(CommandError) -> [Shown] {
    try mirrored(ref, in: ["/now/", "/seen/"]).map {
      Shown(remote: $0.remote, tip: $0.tip, isNow: false)
    }
  }

  /// Has a commit, and what follows it, no longer count as seen at remotes: they have gone back to the one before it, if any.
  func forget(_ id: ObjectID, at ref: RefName, before: ObjectID?) throws(CommandError) {
    for seen in try mirrored(ref, in: ["/seen/"]) {
      let order = try attempt { try session.repository.chainOrder(of: id, to: seen.tip) }
      guard order == .same || order == .behind else { continue }
      guard let before else {
        try remove(seen.name, at: seen.tip)
        continue
      }
      try attempt {
        try session.repository.updateReferences([
          RefUpdate(name: seen.name, expectedOld: seen.tip, new: before)
        ])
      }
    }
  }

  /// The refs by which a ref of remotes is remembered.
  private func mirrored(
    _ ref: RefName, in parts: [String]
  ) throws(CommandError) -> [(name: RefName, remote: String, tip: ObjectID)] {
    guard let rest = ref.dropping(prefix: "refs/") else { return [] }
    let ends = parts.map { $0 + String(decoding: rest, as: UTF8.self) }
    let found = try attempt { try session.repository.references(prefix: RemoteMirror.prefix) }
    return found.compactMap { name, tip in
      guard let rest = name.dropping(prefix: RemoteMirror.prefix) else { return nil }
      let text = String(decoding: rest, as: UTF8.self)
      return ends.first { text.hasSuffix($0) }.map {
        (name, String(text.dropLast($0.count)), tip)
      }
    }
  }

  /// What every remote of git's shows of a ref now.
  func asked(_ ref: RefName, called name: String) throws(CommandError) -> [Shown] {
    var shown: [Shown] = []
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
    into shown: inout [Shown]
  ) throws(CommandError) {
    guard told.isSuccess else {
      told.tell(besides: told.reason, in: session.context)
      let remote = displayText(remote.utf8)
      throw CommandError(
        "cannot ask '\(remote)' whether it has \(name): \(displayText(told.reason.utf8))",
        hint: "'git remote remove \(shellWord(remote))', if it is there no more", status: .undecided
      )
    }
    for line in told.text.split(separator: "\n") {
      guard let tip = ObjectID(hex: line.prefix { $0 != "\t" }.utf8) else { continue }
      shown.append(Shown(remote: String(remote), tip: tip, isNow: true))
    }
  }

  /// Moves a ref back from where it stands; nil where nothing was before. What is to be kept is, and where it stood is said; refs
  /// that were there for it alone are removed.
  ///
  /// The ref moves last, so that who is stopped can do the same again.
  func move(
    _ ref: RefName, from old: ObjectID, to new: ObjectID?, keeping: Set<ObjectID>,
    removing refs: [RefName: ObjectID] = [:]
  ) throws(CommandError) {
    let repository = session.repository
    try attempt {
      try repository.updateReferences(
        keeping.map { id in
          let name = TrustRef.keptName(id)
          return RefUpdate(name: name, expectedOld: try repository.reference(name), new: id)
        })
    }
    for (name, id) in refs.sorted(by: { $0.key < $1.key }) { try remove(name, at: id) }
    if let new {
      try attempt {
        try repository.updateReferences([RefUpdate(name: ref, expectedOld: old, new: new)])
      }
    } else {
      try remove(ref, at: old)
    }
    guard keeping.contains(old) else { return }
    session.context.diagnostics.line("the old end is kept as '\(TrustRef.keptName(old))'")
  }

  private func remove(_ ref: RefName, at id: ObjectID) throws(CommandError) {
    let removed = try GitProgram.run(
      ["update-ref", "--no-deref", "-d", ref.description, id.hex], in: session)
    guard removed.isSuccess else {
      throw CommandError("cannot remove '\(ref)': \(displayText(removed.reason.utf8))")
    }
  }
}
