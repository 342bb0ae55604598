import EntangleModel
import EntangleVerify

/// A push certificate and what the server knows, each part of which a test may change.
struct CertificateSample {
  static let moment: Int64 = 1_767_323_045
  static let repository = sure(SHA256Digest(hex: String(repeating: "c", count: 64)))
  static let someObject = sure(ObjectID(hex: String(repeating: "1", count: 40)))
  static let branch = PushedRef(RefName("refs/heads/x"), old: nil, new: someObject)

  var version = "certificate version 0.1"
  var pusher = "pusher SHA256:abc  1767323045 +0000"
  var pushee = "ssh://git@host:22/team/project.git/"
  var nonce = "\(moment - 10)-\(String(repeating: "ab", count: 20))"
  var signedOptions: [String] = []
  var refs = ["\(String(repeating: "0", count: 40)) \(someObject) refs/heads/x"]
  var key = TestKey.builderCode
  var isSignatureValid = true
  var uses: Set<KeyUse> = [.code]
  var revocation: KeyRevocation?
  var notAfter: Int64 = moment + 10
  var status = PrincipalStatus.active
  var isEnrolled = true
  var options: [String] = []
  var nonceStatus = "OK"
  var pusherID: String?
  var isRepeated: Bool? = false
  var repositoryName = "project"

  var payload: [UInt8] {
    var lines = [version, pusher, "pushee \(pushee)", "nonce \(nonce)"]
    lines += signedOptions.map { "push-option \($0)" } + [""] + refs
    return Array(lines.map { $0 + "\n" }.joined().utf8)
  }

  var content: [UInt8] { payload + key.sign(payload, in: .git).armour }

  var facts: CertificateFacts {
    let certificate: PushCertificate
    do {
      certificate = try PushCertificate(content: content, format: .sha1)
    } catch {
      return CertificateFacts(isRequired: false, .malformed(error.detail))
    }
    let enrolled = EnrolledKey(
      publicKey: key.publicKey, uses: uses, notBefore: sure(Timestamp(seconds: 0)),
      notAfter: Timestamp(seconds: notAfter), revocation: revocation)
    let builder = Principal(
      id: id("builder"), kind: .worker, keys: [enrolled], person: id("bo"), tenant: id("default"),
      status: status)
    let signer = CertificateFacts.Signer(principal: builder, key: enrolled)
    var reading = CertificateFacts.Reading(
      certificate, isSignatureValid: isSignatureValid, signer: isEnrolled ? signer : nil,
      now: sure(Timestamp(seconds: Self.moment)), repository: Self.repository,
      repositoryName: Array(repositoryName.utf8), options: options.map { Array($0.utf8) },
      nonceStatus: nonceStatus, pusher: pusherID.map { id($0) })
    reading.isRepeated = isRepeated
    return CertificateFacts(isRequired: true, .read(reading))
  }

  /// Facts of a push with the certificate as it is but for some change.
  static func facts(_ change: (inout CertificateSample) -> Void = { _ in }) -> CertificateFacts {
    var sample = CertificateSample()
    change(&sample)
    return sample.facts
  }
}
