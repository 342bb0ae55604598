internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleVerify

/// Whether a push is let in at all, before the gate is asked whether it is valid; cheapest first.
///
/// Nothing of it keeps out a push that moves the trust chain alone, which its signatures judge, but a token that is due, and a
/// secret that is sent besides.
struct Admission {
  /// What is found: reasons to refuse, and warnings.
  let findings: [Finding]
  /// Who pushes: as the transport says, else who has signed the certificate.
  private(set) var pusher: PrincipalID?
  /// The SHA-256 of the push certificate; nil where there is none that counts.
  private(set) var certificate: SHA256Digest?
  /// The bytes of the certificate.
  private var content: [UInt8] = []
  private let folder: HostFolder

  /// Whether the push is let in.
  var isAdmitted: Bool { findings.allSatisfy { $0.severity == .warning } }

  /// `pusher` is who pushes, where the transport knows that.
  init(
    of updates: [PushedRef], by pusher: PrincipalID?, to hosted: HostedRepository,
    _ settings: HostFolder.Settings, in context: CommandContext
  ) throws(CommandError) {
    let folder = hosted.folder
    self.folder = folder
    self.pusher = pusher
    var facts = AdmissionFacts(updates: updates)
    facts.operatorStanding = try Self.operatorStanding(of: updates, hosted, settings, in: context)
    try Self.addBans(to: &facts, by: pusher, hosted, settings, in: context)
    facts.tenant = try Self.tenant(of: pusher, hosted, settings, in: context)
    guard facts.findings.isEmpty else {
      findings = facts.findings
      return
    }
    let store = try attempt { try AdmissionStore(in: folder) }
    facts.rate = try Self.rate(of: pusher, store, hosted, settings, in: context)
    if store.wasDamaged {
      context.diagnostics.warning(
        "'admission.db' was damaged, and was put aside", hint: "pushes are counted from now on")
    }
    guard facts.findings.isEmpty else {
      findings = facts.findings
      return
    }
    if var check = try CertificateCheck(of: pusher, to: hosted, settings, in: context) {
      facts.certificate = check.facts
      // Only one that is right so far is used up; nobody can use up another's.
      if facts.hasCertificate {
        try check.use(store, in: context)
        facts.certificate = check.facts
      }
      guard facts.findings.isEmpty else {
        findings = facts.findings
        return
      }
      if facts.hasCertificate {
        self.pusher = pusher ?? check.signer
        content = check.content
        certificate = context.cryptography.sha256(check.content)
        // Whoever the login does not name is known from here on, and with which key.
        let lane = facts.signer(context.cryptography)
        try Self.addBans(to: &facts, by: self.pusher, signing: lane, hosted, settings, in: context)
        facts.tenant = try Self.tenant(of: self.pusher, hosted, settings, in: context)
        guard facts.findings.isEmpty else {
          findings = facts.findings
          return
        }
      }
    }
    facts.secrets = try Self.secrets(updates, areLaw: facts.isTrustAlone, hosted, in: context)
    findings = facts.findings
  }

  /// Keeps the certificate of a push that is taken.
  func keepCertificate() throws(CommandError) {
    guard let certificate else { return }
    let (folder, content) = (folder, content)
    try attempt { try CertificateFolder(in: folder).keep(content, named: certificate) }
  }

  /// How it stands with the proof that a push of law needs; nil where no token was given out, and for all other pushes.
  private static func operatorStanding(
    of updates: [PushedRef], _ hosted: HostedRepository, _ settings: HostFolder.Settings,
    in context: CommandContext
  ) throws(CommandError) -> OperatorStanding? {
    guard updates.contains(where: { $0.name == EntangleRef.trustName }) else { return nil }
    let folder = hosted.folder
    let tokens = try attempt { try OperatorTokens(in: folder) }
    return tokens.standing(
      options: CertificateCheck.pushOptions(context), of: updates, to: settings.trustRoot,
      format: hosted.repository.objectFormat, at: try context.now(), context.cryptography)
  }

  /// Whether the repository is served to whoever pushes; nil where it is to all, where nobody knows who pushes, and while there
  /// is no law.
  private static func tenant(
    of pusher: PrincipalID?, _ hosted: HostedRepository, _ settings: HostFolder.Settings,
    in context: CommandContext
  ) throws(CommandError) -> TenantFacts? {
    guard let pusher, !settings.tenants.isEmpty else { return nil }
    let report = hosted.governed.trustReport(
      trustRoot: settings.trustRoot, now: try context.now(), in: context)
    guard let state = report.judgement?.chain.newest?.state else { return nil }
    return TenantFacts(.init(pusher, in: state), served: settings.tenants)
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
    _ updates: [PushedRef], areLaw: Bool, _ hosted: HostedRepository, in context: CommandContext
  ) throws(CommandError) -> SecretFacts {
    let folder = hosted.folder
    var search = PushedSecrets(
      allowed: try attempt { try AllowedSecrets(in: folder) }, cryptography: context.cryptography)
    search.search(names: updates.filter { $0.new != nil }.map(\.name))
    if let (sent, before) = hosted.repository.quarantine {
      let all = try attempt { try sent.ids() }
      do throws(ObjectReadError) {
        try search.search(
          from: updates.compactMap(\.new), areLaw: areLaw, sent: all,
          in: hosted.governed.objects.unproven
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
