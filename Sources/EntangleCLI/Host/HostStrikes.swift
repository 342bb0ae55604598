internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// What the gate does with those who forge, replay and flood: it counts that, and bans them.
struct HostStrikes {
  private let folder: HostFolder
  private let context: CommandContext

  init(_ folder: HostFolder, in context: CommandContext) {
    self.folder = folder
    self.context = context
  }

  /// Counts what was found in the push of somebody whom the login names, and keeps what it was found of. What was
  /// signed with a key that counts no longer is refused, and no strike: its holder need not know yet.
  func count(
    _ findings: [Finding], by pusher: PrincipalID?, in hosted: HostedRepository
  ) throws(CommandError) {
    guard let pusher else { return }
    let now = try context.now()
    let spool = StrikeSpool(folder)
    var strikes: [Strike] = []
    for finding in findings
    where finding.severity == .refused && finding.base == nil && !finding.isLapsed {
      guard Strike(finding.code, by: pusher, at: now) != nil else { continue }
      let evidence = try keep(finding.object, spool, hosted, at: now)
      strikes += [Strike(finding.code, by: pusher, at: now, evidence: evidence)].compactMap { $0 }
    }
    let found = strikes
    try attempt { try spool.add(found, at: now) }
  }

  private func keep(
    _ name: String, _ spool: StrikeSpool, _ hosted: HostedRepository, at now: Timestamp
  ) throws(CommandError) -> SHA256Digest? {
    guard let id = ObjectID(hex: name),
      let object = try? hosted.governed.objects.unproven.read(id, limit: ReadLimits().eventBytes)
    else { return nil }
    let digest = context.cryptography.sha256(object.content)
    return try attempt { try spool.keep(object.content, as: digest, at: now) } ? digest : nil
  }

  /// Writes the bans that are due, under a turn; none where the law has no epoch for this host's key. Of authorities,
  /// of whom nobody knows, and of who is banned already, it is forgotten what they did.
  func writeBans(_ turn: borrowing PushTurn) throws(CommandError) {
    do {
      let spool = StrikeSpool(folder)
      let now = try context.now()
      let due = try spool.due(at: now)
      guard !due.isEmpty, let key = try HostKey.publicKey(in: folder) else { return }
      let settings = try HostedRepository.settings(folder)
      let path = folder.path.parent.argument
      let hosted = try HostedRepository.open(path, in: context)
      let chain = hosted.governed.trustReport(
        trustRoot: settings.trustRoot, now: now, in: context
      ).judgement?.chain
      guard let law = chain?.newest, let root = chain?.root,
        let repository = hosted.governed.repository,
        let epoch = law.state.currentEpoch?.epoch, epoch.key == context.cryptography.keyID(key)
      else { return }
      try repository.shareWhatIsMade()
      let log = HostLog(folder, of: repository, cryptography: context.cryptography)
      for ban in due {
        // (Each is made behind the one before.)
        let stored = try GovernedRepository.open(path, in: context)
        // (Where it cannot be read, nobody is let in but with the law.)
        guard let list = try? DenylistAccess.denylist(in: stored, context) else { return }
        let moment = [now, list.last?.entry.time, law.state.statement.issued].compactMap { $0 }
          .max()
        let kind = law.state.principals[ban.pusher]?.kind
        let isBanned =
          list.ban(
            of: ban.pusher, lanes: [], at: now, cryptography: context.cryptography,
            law: { law.state }) != nil
        guard let moment, let kind, kind != .authority, !isBanned,
          let content = ban.ban(from: moment)
        else {
          try spool.clear(ban.pusher)
          continue
        }
        // Who may not ban any more, as when the host's key is over, must not spoil the list; it is forgotten
        // when it is old.
        let reporter = Lane(principal: epoch.host, key: epoch.key)
        guard law.state.mayBan(key, as: reporter, at: moment) else { return }
        let entry = DenylistEntry(
          repository: root, sequence: list.count + 1, chain: list.last?.digest ?? .zero,
          trust: law.name, time: moment, reporter: reporter,
          content: .ban(content))
        guard try log.deny(entry, on: list.last?.id, turn) else { return }
        try spool.clear(ban.pusher, for: ban)
      }
    } catch {
      throw error as? CommandError ?? (error as? HostError).map { CommandError($0) }
        ?? CommandError("\(error)")
    }
  }
}
