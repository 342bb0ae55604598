internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleVerify

extension AdmissionFacts {
  /// Who has signed the push certificate, and with which key.
  func signer(_ cryptography: any Cryptography) -> Lane? {
    certificate?.reading?.signer.map { signer in
      Lane(principal: signer.principal.id, key: cryptography.keyID(signer.key.publicKey))
    }
  }
}

extension Admission {
  /// Looks whoever pushes or has signed the certificate, and the lanes that would move, up in the denylist as it stands. What stands there was judged
  /// when it came, so its signatures are not checked again.
  static func addBans(
    to facts: inout AdmissionFacts, by pusher: PrincipalID?, signing signer: Lane? = nil,
    _ hosted: HostedRepository, _ settings: HostFolder.Settings, in context: CommandContext
  ) throws(CommandError) {
    guard !facts.isTrustAlone,
      let tip = hosted.governed.entangleRefs.first(where: { $0.name == DenylistEntry.ref })?.id
    else { return }
    let reader = DenylistReader(
      objects: hosted.governed.objects.unproven, cryptography: context.cryptography)
    guard let denylist = reader.denylist(at: tip) else {
      facts.isDenylistBroken = true
      return
    }
    let lanes = facts.updates.compactMap { update -> Lane? in
      guard case .lane(let lane) = EntangleRef(update.name, format: tip.format) else { return nil }
      return lane
    }
    let (now, root) = (try context.now(), settings.trustRoot)
    facts.ban = denylist.ban(
      of: pusher, lanes: lanes + [signer].compactMap { $0 }, at: now,
      cryptography: context.cryptography
    ) {
      hosted.governed.trustReport(trustRoot: root, now: now, in: context)
        .judgement?.chain.newest?.state
    }
  }
}
