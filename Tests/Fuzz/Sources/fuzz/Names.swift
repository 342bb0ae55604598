@testable import EntangleCrypto
@testable import EntangleGit
@testable import EntangleModel
@testable import EntangleVerify

extension Target {
  /// Values of one line: whatever reads them, they are written again byte for byte.
  static let names = Target("names", maximumByteCount: 512) { bytes in
    func check(_ kind: String, _ written: String?) {
      guard let written else { return }
      require(Array(written.utf8) == bytes, "\(kind) has one spelling")
    }
    check("a principal", PrincipalID(bytes)?.text)
    check("a time", Timestamp(bytes)?.description)
    check("a number", Decimal.read(bytes).map { String($0) })
    check("an oid", ObjectID(hex: bytes)?.hex)
    check("a digest", SHA256Digest(hex: bytes)?.hex)
    check("a key id", KeyID(bytes)?.text)
    check("a lane", Lane(bytes)?.description)
    check("an object", ObjectReference(bytes)?.description)
    check("a commit", CommitReference(bytes)?.description)
    check("a state", StateReference(bytes)?.description)
    check("bytes in hexadecimal", Hex.decode(bytes).map { Hex.encode($0) })
    check("bytes in base64", Base64.decode(bytes).map { Base64.encode($0) })
    check("a head", SignedHead(bytes)?.description)
    check("whom a ban is of", BannedSubject(bytes)?.description)
    check("evidence of a ban", BanEvidence(bytes)?.description)
    check("an operator's proof", OperatorProof(option: bytes)?.option)
    check("a branch", RefName(branch: bytes)?.description)
    check("a tag", RefName(tag: bytes)?.description)
    if RefName(branch: bytes) != nil || RefName(tag: bytes) != nil {
      require(RefName(bytes).isWellFormed, "a branch or tag is a ref")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    check("a key", PublicKey(text: text)?.text)
    check("a key's name", KeyName(text)?.description)
  }

  /// Places: the trust tree's paths and the refs below `refs/entangle/`, each for one thing.
  static let places = Target("places", maximumByteCount: 512) { bytes in
    for format in ObjectFormat.allCases {
      switch EntangleRef(RefName(bytes), format: format) {
      case .lane(let lane): require(lane.ref.bytes == bytes, "a lane has one ref")
      case .artifact(let task, let runner, let attempt):
        let ref = ArtifactCommit.ref(task: task, runner: runner, attempt: attempt)
        require(ref.bytes == bytes, "an artifact has one ref")
      case .input(let id):
        require(RefName("refs/entangle/inputs/\(id)").bytes == bytes, "an input has one ref")
      case .proposal(let id):
        require(RefName("refs/entangle/proposals/\(id)").bytes == bytes, "a proposal has one ref")
      case .trust: require(EntangleRef.trustName.bytes == bytes, "trust has one ref")
      case .receipts(let number):
        require(Epoch.ref(number).bytes == bytes, "an epoch has one ref")
      case .denylist:
        require(RefName("refs/entangle/denylist").bytes == bytes, "the denylist has one ref")
      case nil: break
      }
    }
    guard let path = String(validating: bytes, as: UTF8.self), let place = try? TrustPath(path)
    else { return }
    let written =
      switch place {
      case .repository: "repository.json"
      case .statement: "statement"
      case .principal(let kind, let id): "principals/\(kind.rawValue)/\(id).json"
      case .edge(let edge): edge.path
      case .policy(let id): "policies/\(id).json"
      case .epoch(let number): Epoch.path(number)
      case .service(let id): ServiceAccess.path(id)
      case .redaction(let number): Redaction.path(number)
      case .peer(let name): Peer.path(name)
      case .bridge(let bridge): bridge.path
      case .signature(let id, let key): "signatures/\(id)/\(key)"
      }
    require(Array(written.utf8) == bytes, "a place has one path")
  }
}
