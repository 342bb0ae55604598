internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleVerify

/// Whether a push is let in at all, before the gate is asked whether it is valid; cheapest first.
///
/// Nothing of it keeps out a push that moves the trust chain alone, which its signatures judge.
struct Admission {
  /// What is found: reasons to refuse, and warnings.
  let findings: [Finding]

  /// Whether the push is let in.
  var isAdmitted: Bool { findings.allSatisfy { $0.severity == .warning } }

  /// `pusher` is who pushes, where the transport knows that.
  init(
    of updates: [PushedRef], by pusher: PrincipalID?, to hosted: HostedRepository,
    _ settings: HostFolder.Settings, in context: CommandContext
  ) throws(CommandError) {
    var facts = AdmissionFacts(updates: updates)
    try Self.addBans(to: &facts, by: pusher, hosted, in: context)
    let banned = facts.findings
    guard banned.isEmpty else {
      findings = banned
      return
    }
    let folder = hosted.folder
    let store = try attempt { try AdmissionStore(in: folder) }
    facts.rate = try Self.rate(of: pusher, store, hosted, settings, in: context)
    if store.wasDamaged {
      context.diagnostics.warning(
        "'admission.db' was damaged, and was put aside", hint: "pushes are counted from now on")
    }
    let early = facts.findings
    guard early.isEmpty else {
      findings = early
      return
    }
    if !facts.isTrustAlone {
      facts.secrets = try Self.secrets(updates, hosted, in: context)
    }
    findings = facts.findings
  }

  /// Counts the push. Other hosts have a second rate beside the one that everybody has: the law is asked
  /// whether the pusher is one only where that matters.
  private static func rate(
    of pusher: PrincipalID?, _ store: AdmissionStore, _ hosted: HostedRepository,
    _ settings: HostFolder.Settings, in context: CommandContext
  ) throws(CommandError) -> RateFacts? {
    let now = try context.now()
    let name = pusher.map { "'\($0)'" } ?? "the user \(AdmissionStore.currentUser)"
    let facts = try attempt {
      try store.count(by: name, at: now, within: [settings.rate, .peers])
    }
    guard let own = facts.first, own.isExceeded, let peer = facts.last, let pusher else {
      return facts.first
    }
    let report = hosted.governed.trustReport(
      trustRoot: settings.trustRoot, now: now, in: context)
    let kind = report.judgement?.chain.newest?.state.principals[pusher]?.kind
    return kind == .host ? peer : own
  }

  /// Searches what git keeps apart as the push's own.
  private static func secrets(
    _ updates: [PushedRef], _ hosted: HostedRepository, in context: CommandContext
  ) throws(CommandError) -> SecretFacts {
    let folder = hosted.folder
    var search = PushedSecrets(
      allowed: try attempt { try AllowedSecrets(in: folder) }, cryptography: context.cryptography)
    search.search(names: updates.filter { $0.new != nil }.map(\.name))
    if let (sent, before) = hosted.repository.quarantine {
      do throws(ObjectReadError) {
        try search.search(
          from: updates.compactMap(\.new), in: hosted.governed.objects.unproven
        ) { id throws(ObjectReadError) in
          guard try sent.contains(id) else { return false }
          return try !before.contains(id)
        }
      } catch {
        throw CommandError(GitError.unreadableObject(error))
      }
    }
    return search.facts
  }
}
