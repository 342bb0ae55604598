internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleVerify

extension Admission {
  /// Looks whoever pushes, and the lanes that would move, up in the denylist as it stands. What stands there was judged
  /// when it came, so its signatures are not checked again.
  static func addBans(
    to facts: inout AdmissionFacts, by pusher: PrincipalID?, _ hosted: HostedRepository,
    in context: CommandContext
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
    facts.ban = denylist.ban(of: pusher, lanes: lanes, at: try context.now())
  }
}
