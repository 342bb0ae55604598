import EntangleModel
import EntangleVerify
import Testing

@Suite("Code keys of other kinds") struct CodeKeyRuleTests {
  @Test("a rule refuses its attack alone", arguments: Vector.codeKeys)
  func rule(vector: Vector) { vector.check() }

  @Test(
    "code of every kind of key lands", arguments: [KeygenKey.nistp256, .nistp384, .nistp521, .rsa])
  func kinds(_ key: KeygenKey) {
    let story = Vector.story { plan in Vector.signed(&plan, key) }
    let report = story.report()
    #expect(report.verdict == .verified, "\(report.findings)")
  }
}

extension Vector {
  static let codeKeys: [Vector] = [
    edited("G101", "RSA with SHA-1", .rsa) { $0.kind = Array("ssh-rsa".utf8) },
    edited("G101", "a hash function that RSA has not here", .rsa) {
      $0.kind = Array("rsa-sha2-384".utf8)
    },
    edited("G101", "a signature of RSA with a zero in front", .rsa) { $0.value = [0] + $0.value },
    edited("G101", "bytes after a signature of RSA", .rsa) { $0.rest = [0] },
    edited("G101", "a curve under another name", .nistp256) {
      $0.kind = Array("ecdsa-sha2-nistp384".utf8)
    },
    edited("G101", "a number of ECDSA with a zero in front", .nistp521) { parts in
      var reader = SSHWireReader(parts.value)
      let (r, s) = (sure(reader.string()), sure(reader.string()))
      parts.value = sshString([0] + r) + sshString(s)
    },
    edited("G101", "a message hashed otherwise", .nistp384) { $0.hash = Array("sha256".utf8) },
    edited("G101", "a reserved field that is not empty", .nistp256) {
      $0.reserved = Array("more".utf8)
    },
    edited("G102", "a bit of RSA's signature", .rsa) { $0.value[100] ^= 1 },
    edited("G102", "a bit of ECDSA's signature", .nistp384) { $0.value[20] ^= 1 },
    edited("G102", "RSA under its other name", .rsa) { $0.kind = Array("rsa-sha2-256".utf8) },
    Vector(
      "G102", "ECDSA by nobody's key", twin: { plan in signed(&plan, .nistp256) },
      attack: { plan in signed(&plan, .nistp256, enrolling: .nistp384) }),
    Vector(
      "G102", "RSA by a key for ssh alone", twin: { plan in signed(&plan, .rsa) },
      attack: { plan in signed(&plan, .rsa, uses: [.transport]) }),
    Vector(
      "G103", "ECDSA after its window", twin: { plan in signed(&plan, .nistp256, until: at(280)) },
      attack: { plan in signed(&plan, .nistp256, until: at(279)) }),
    Vector(
      "T117", "an ECDSA key for law",
      twin: { plan in late(&plan, .nistp521, [.code, .transport]) },
      attack: { plan in late(&plan, .nistp521, [.law]) }),
    Vector(
      "T117", "an RSA key for artifacts", twin: { plan in late(&plan, .rsa, [.code]) },
      attack: { plan in late(&plan, .rsa, [.artifact]) }),
    Vector(
      "S103", "an event signed by ECDSA",
      attack: { plan in
        plan.event(.ask) { draft, _ in
          draft.editArmour = { $0 = KeygenKey.nistp256.sign(Array("anything".utf8)) }
        }
      }),
    Vector(
      "T105", "a recovery set with an RSA key",
      twin: { plan in recovering(&plan, TestKey.other.publicKey) },
      attack: { plan in recovering(&plan, KeygenKey.rsa.publicKey) }),
  ]

  /// The change is signed by a key, and the builder has one: the same if nothing else is said.
  static func signed(
    _ plan: inout Plan, _ key: KeygenKey, enrolling: KeygenKey? = nil,
    uses: Set<KeyUse> = [.code], until: Timestamp = at(80 * day),
    _ edit: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 }
  ) {
    let publicKey = (enrolling ?? key).publicKey
    plan.state(1) {
      $0.replace("builder") { _ in
        let law = Story.principal("builder", .worker, [(.builder, [.law])])
        let code = EnrolledKey(
          publicKey: publicKey, uses: uses, notBefore: at(0), notAfter: until)
        return Principal(
          id: law.id, kind: .worker, keys: law.keys + [code], person: id("bo"), tenant: law.tenant)
      }
    }
    plan.code {
      $0.key = nil
      $0.editContent = { $0 = splice(edit(key.sign($0)), into: $0) }
    }
  }

  /// Changes a part of what the armour holds.
  private static func edited(
    _ code: String, _ name: String, _ key: KeygenKey,
    _ edit: @escaping @Sendable (inout SignatureParts) -> Void
  ) -> Vector {
    Vector(
      code, name, twin: { plan in signed(&plan, key) },
      attack: { plan in
        signed(&plan, key) { armour in
          Vector.armour(armour) { blob in
            var parts = sure(SignatureParts(blob))
            edit(&parts)
            return parts.blob
          }
        }
      })
  }

  /// A user `late` with one key.
  private static func late(_ plan: inout Plan, _ key: KeygenKey, _ uses: Set<KeyUse>) {
    let enrolled = EnrolledKey(
      publicKey: key.publicKey, uses: uses, notBefore: at(0), notAfter: at(80 * day))
    plan.state(2) {
      $0.principals.append(
        Principal(
          id: id("late"), kind: .user, keys: [enrolled], person: id("late"), tenant: id("acme")))
    }
  }

  private static func recovering(_ plan: inout Plan, _ key: PublicKey) {
    plan.state(1) { $0.recovery = RecoverySet(keys: [key], threshold: 1) }
  }
}

/// What an armour holds (OpenSSH's PROTOCOL.sshsig), in parts that may be wrong.
private struct SignatureParts {
  var head: [UInt8]
  var namespace: [UInt8]
  var reserved: [UInt8] = []
  var hash: [UInt8]
  var kind: [UInt8]
  var value: [UInt8]
  /// What follows the value.
  var rest: [UInt8] = []

  init?(_ blob: [UInt8]) {
    var reader = SSHWireReader(blob)
    guard reader.take(Array("SSHSIG".utf8)), reader.take([0, 0, 0, 1]), let key = reader.string(),
      let namespace = reader.string(), reader.string() == [], let hash = reader.string(),
      let signature = reader.string(), reader.isAtEnd
    else { return nil }
    head = Array("SSHSIG".utf8) + [0, 0, 0, 1] + sshString(key)
    self.namespace = namespace
    self.hash = hash
    reader = SSHWireReader(signature)
    guard let kind = reader.string(), let value = reader.string(), reader.isAtEnd else {
      return nil
    }
    self.kind = kind
    self.value = value
  }

  var blob: [UInt8] {
    head + sshString(namespace) + sshString(reserved) + sshString(hash)
      + sshString(sshString(kind) + sshString(value) + rest)
  }
}
