internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// The push certificate that git hands to a hook (`githooks(5)`, "pre-receive"), held against the push and
/// the law. What git itself says of its signature is not asked: that depends on git's configuration.
struct CertificateCheck {
  /// The facts, for the rules.
  private(set) var facts: CertificateFacts
  /// The bytes of the certificate.
  let content: [UInt8]

  /// Nil where nobody could have signed: there is no law yet.
  init?(
    of pusher: PrincipalID?, to hosted: HostedRepository, _ settings: HostFolder.Settings,
    in context: CommandContext
  ) throws(CommandError) {
    let isRequired = settings.certificates == .required
    guard let name = context.environment["GIT_PUSH_CERT"], !name.isEmpty else {
      let hasLaw = hosted.governed.entangleRefs.contains { $0.name == EntangleRef.trustName }
      guard isRequired, hasLaw else { return nil }
      content = []
      facts = CertificateFacts(isRequired: true, .none)
      return
    }
    let now = try context.now()
    let report = hosted.governed.trustReport(
      trustRoot: settings.trustRoot, now: now, in: context)
    guard let chain = report.judgement?.chain, let state = chain.newest?.state,
      chain.root == settings.trustRoot
    else { return nil }
    content = try Self.read(name, hosted)
    let certificate: PushCertificate
    do {
      certificate = try PushCertificate(
        content: content, format: hosted.repository.objectFormat)
    } catch {
      facts = CertificateFacts(isRequired: isRequired, .malformed(error.detail))
      return
    }
    let isValid = certificate.signature.isValid(
      over: certificate.payload, cryptography: context.cryptography)
    let holder = isValid ? state.keys[certificate.signature.publicKey] : nil
    let environment = context.environment
    let options = Self.pushOptions(context)
    let reading = CertificateFacts.Reading(
      certificate, isSignatureValid: isValid,
      signer: holder.map { CertificateFacts.Signer(principal: $0.principal, key: $0.key) },
      now: now,
      repository: settings.trustRoot,
      repositoryName: PushCertificate.name(ofPath: Array(hosted.governed.path.utf8)),
      options: options.map { Array($0.utf8) },
      nonceStatus: environment["GIT_PUSH_CERT_NONCE_STATUS"] ?? "", pusher: pusher)
    facts = CertificateFacts(isRequired: isRequired, .read(reading))
  }

  /// The options of the push, as git hands them to a hook (`githooks(5)`, "pre-receive").
  static func pushOptions(_ context: CommandContext) -> [String] {
    let count = context.environment["GIT_PUSH_OPTION_COUNT"].flatMap { Int($0) } ?? 0
    return (0..<max(0, count)).map { context.environment["GIT_PUSH_OPTION_\($0)"] ?? "" }
  }

  private static func read(
    _ name: String, _ hosted: HostedRepository
  ) throws(CommandError) -> [UInt8] {
    var object: RawObject?
    if let id = ObjectID(hex: name) {
      do throws(ObjectReadError) {
        object = try hosted.governed.objects.read(id, limit: PushCertificate.byteLimit)
      } catch {
        throw CommandError("cannot read the push certificate", status: .refused)
      }
    }
    guard let object, object.type == .blob else {
      throw CommandError("there is no push certificate '\(name)'", status: .refused)
    }
    return object.content
  }

  /// Who has signed; nil where nobody has.
  var signer: PrincipalID? { facts.reading?.signer?.principal.id }

  /// Uses the certificate, which counts once.
  mutating func use(_ store: AdmissionStore, in context: CommandContext) throws(CommandError) {
    guard var reading = facts.reading else { return }
    let digest = context.cryptography.sha256(reading.certificate.payload)
    let now = reading.now
    reading.isRepeated = try attempt { try !store.use(certificate: digest, at: now) }
    facts = CertificateFacts(isRequired: facts.isRequired, .read(reading))
  }
}
