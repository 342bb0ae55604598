public import EntangleModel

/// What is known of the certificate of a push.
public struct CertificateFacts: Sendable {
  /// Whether a push without one is refused.
  public let isRequired: Bool
  public let document: Document

  public enum Document: Sendable {
    /// There is none.
    case none
    /// Why what is there is none.
    case malformed(String)
    case read(Reading)
  }

  /// Somebody and his key, as the newest trust state has them.
  public struct Signer: Sendable {
    public let principal: Principal
    public let key: EnrolledKey

    public init(principal: Principal, key: EnrolledKey) {
      self.principal = principal
      self.key = key
    }
  }

  /// A certificate, and what it is compared with.
  public struct Reading: Sendable {
    public let certificate: PushCertificate
    public let isSignatureValid: Bool
    /// Whose key has signed it, as the newest trust state says.
    public let signer: Signer?
    /// The moment of the push.
    public let now: Timestamp
    /// The repository id of the server.
    public let repository: SHA256Digest
    /// The repository's name, as in `PushCertificate.name(ofPath:)`.
    public let repositoryName: [UInt8]
    /// The push options that came with the push.
    public let options: [[UInt8]]
    /// What git says of the nonce (`githooks(5)`): `OK` where this very process has made it, `SLOP` where
    /// another has.
    public let nonceStatus: String
    /// Who pushes, where the transport knows that.
    public let pusher: PrincipalID?
    /// Whether the certificate has been used before; nil before anybody asked.
    public var isRepeated: Bool?

    public init(
      _ certificate: PushCertificate, isSignatureValid: Bool, signer: Signer?,
      now: Timestamp, repository: SHA256Digest, repositoryName: [UInt8], options: [[UInt8]],
      nonceStatus: String, pusher: PrincipalID?
    ) {
      self.certificate = certificate
      self.isSignatureValid = isSignatureValid
      self.signer = signer
      self.now = now
      self.repository = repository
      self.repositoryName = repositoryName
      self.options = options
      self.nonceStatus = nonceStatus
      self.pusher = pusher
    }
  }

  public init(isRequired: Bool, _ document: Document) {
    self.isRequired = isRequired
    self.document = document
  }

  /// The certificate that was read; nil where there is none.
  public var reading: Reading? { if case .read(let reading) = document { reading } else { nil } }
}
