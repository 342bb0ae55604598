/// A state of the trust chain, its documents parsed: who there is, who may do what to whom, and
/// what protects the branches and services. Not yet judged against the state before it.
public struct TrustState: Sendable {
  /// The principal and key that a public key stands for.
  public struct KeyHolder: Sendable {
    public let principal: Principal
    public let key: EnrolledKey
  }

  public let repository: RepositoryDocument
  public let principals: [PrincipalID: Principal]
  /// Whether each edge is enabled.
  public let edges: [Edge: Bool]
  public let policies: [RefName: BranchPolicy]
  /// The epochs of the host's log, by their numbers.
  public let epochs: [Int64: Epoch]
  /// Whom services take requests for a connection from; a service that is not there, from nobody.
  public let services: [PrincipalID: ServiceAccess]
  /// The repositories whose hosts' bans count here, by what the law calls them.
  public let peers: [PrincipalID: Peer]
  /// Which tenants edges may join.
  public let bridges: Set<Bridge>
  /// What was taken out of the history, by number.
  public let redactions: [Int64: Redaction]
  /// The commits that need not be there, with their digests.
  public let withheld: [ObjectID: SHA256Digest]
  public let keys: [PublicKey: KeyHolder]
  public let statement: Statement
  /// Every file of the tree by path.
  public let files: [String: [UInt8]]
  /// Ids, keys or policies' refs that stand twice.
  public let repeated: Repeated

  /// What stands more than once where it may stand once only.
  public struct Repeated: Sendable {
    public var ids: [PrincipalID] = []
    public var keys: [PublicKey] = []
    public var refs: [RefName] = []
  }

  /// Parses the files of a trust tree. Throws at the first that is not of its form or has no place.
  public init(files: [String: [UInt8]]) throws(DocumentDefect) {
    var documents = TrustDocuments()
    try self.init(files: files, documents: &documents)
  }

  /// The same; what `documents` has parsed already is not parsed again.
  public init(
    files: [String: [UInt8]], documents: inout TrustDocuments
  ) throws(DocumentDefect) {
    self.files = files
    var principals: [PrincipalID: Principal] = [:]
    var edges: [Edge: Bool] = [:]
    var policies: [RefName: BranchPolicy] = [:]
    var epochs: [Int64: Epoch] = [:]
    var services: [PrincipalID: ServiceAccess] = [:]
    var peers: [PrincipalID: Peer] = [:]
    var bridges: Set<Bridge> = []
    var redactions: [Int64: Redaction] = [:]
    var keys: [PublicKey: KeyHolder] = [:]
    var repeated = Repeated()
    guard let repository = files[RepositoryDocument.path] else {
      throw DocumentDefect("no 'repository.json'")
    }
    guard let statement = files["statement"] else { throw DocumentDefect("no 'statement'") }
    for (path, content) in files.sorted(by: { $0.key < $1.key }) {
      do throws(DocumentDefect) {
        switch try documents.document(path, content) {
        case .other: break
        case .principal(let principal):
          if principals.updateValue(principal, forKey: principal.id) != nil {
            repeated.ids.append(principal.id)
          }
          for key in principal.keys {
            let holder = KeyHolder(principal: principal, key: key)
            if keys.updateValue(holder, forKey: key.publicKey) != nil {
              repeated.keys.append(key.publicKey)
            }
          }
        case .edge(let edge, let isEnabled): edges[edge] = isEnabled
        case .epoch(let number, let epoch): epochs[number] = epoch
        case .service(let id, let access): services[id] = access
        case .peer(let name, let peer): peers[name] = peer
        case .bridge(let bridge): bridges.insert(bridge)
        case .redaction(let number, let redaction): redactions[number] = redaction
        case .policy(let policy):
          if policies.updateValue(policy, forKey: policy.ref) != nil {
            repeated.refs.append(policy.ref)
          }
        }
      } catch {
        throw DocumentDefect("'\(displayText(path.utf8))': \(error.detail)")
      }
    }
    self.repository = try RepositoryDocument(canonical: repository)
    repeated.keys += (self.repository.recovery?.keys ?? []).filter { keys[$0] != nil }
    self.statement = try Statement(statement)
    self.principals = principals
    self.edges = edges
    self.policies = policies
    self.epochs = epochs
    self.services = services
    self.peers = peers
    self.bridges = bridges
    self.redactions = redactions
    withheld = documents.withheld(by: redactions)
    self.keys = keys
    self.repeated = repeated
  }

  /// The commits that a branch no longer has to contain: those that are withheld, and those that a redaction moved it from.
  public var takenBack: Set<ObjectID> {
    Set(withheld.keys).union(redactions.values.lazy.compactMap { $0.move?.old.id })
  }

  /// The active authorities, sorted by id.
  public var authorities: [Principal] {
    principals.values.filter { $0.kind == .authority && $0.status == .active }
      .sorted { $0.id < $1.id }
  }

  /// The epoch in which the host writes now, with its number; nil where there is no host.
  public var currentEpoch: (number: Int64, epoch: Epoch)? {
    epochs.max { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The key that signs an epoch's receipts; nil where it does not stand in the state.
  public func hostKey(_ epoch: Epoch, _ cryptography: some Cryptography) -> PublicKey? {
    principals[epoch.host]?.keys.map(\.publicKey).first { cryptography.keyID($0) == epoch.key }
  }

  /// The key of that id by which the host of another repository bans, where the law believes it.
  public func peerKey(
    _ key: KeyID, of repository: SHA256Digest, _ cryptography: some Cryptography
  ) -> PublicKey? {
    peers.values.first { $0.repository == repository }?.keys.first { cryptography.keyID($0) == key }
  }

  /// Whether an edge is there and enabled.
  public func allows(_ edge: Edge) -> Bool { edges[edge] == true }

  /// The files that make up the state's content: all but `statement` and `signatures/`.
  public var contentFiles: [String: [UInt8]] {
    files.filter { $0.key != "statement" && !$0.key.hasPrefix("signatures/") }
  }

  /// Whether every content file of `previous` stands unchanged in this state, and nothing more is taken out of
  /// the history.
  public func isAdditive(after previous: TrustState) -> Bool {
    Self.isAdditive(files, after: previous.contentFiles)
  }

  /// The same of the files of a state.
  public static func isAdditive(
    _ files: [String: [UInt8]], after previous: [String: [UInt8]]
  ) -> Bool {
    previous.allSatisfy { files[$0.key] == $0.value }
      && files.keys.allSatisfy { !$0.hasPrefix("redactions/") || previous[$0] != nil }
  }
}

/// The places that a trust tree has.
public enum TrustPath: Sendable, Hashable {
  case repository
  case statement
  case principal(PrincipalKind, PrincipalID)
  case edge(Edge)
  case policy(PrincipalID)
  case epoch(Int64)
  case service(PrincipalID)
  case peer(PrincipalID)
  case bridge(Bridge)
  case redaction(Int64)
  case signature(PrincipalID, KeyID)

  /// Reads a path of the trust tree; throws where the tree has no such place.
  public init(_ path: String) throws(DocumentDefect) {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let names = parts.map { String($0) ?? "" }
    func document(_ name: String) -> PrincipalID? {
      name.hasSuffix(".json") ? PrincipalID(name.utf8.dropLast(5)) : nil
    }
    func number(_ name: String) -> Int64? {
      guard name.hasSuffix(".json"), let number = Decimal.read(name.utf8.dropLast(5)) else {
        return nil
      }
      return number > 0 ? number : nil
    }
    let place: TrustPath? =
      switch (names.first, names.count) {
      case (RepositoryDocument.path, 1): .repository
      case ("statement", 1): .statement
      case ("principals", 3):
        if let kind = PrincipalKind(rawValue: names[1]), let id = document(names[2]),
          id.text != RecoverySet.signerName
        {
          .principal(kind, id)
        } else {
          nil
        }
      case ("edges", 4):
        if let from = PrincipalID(names[1]), let relation = Relation(rawValue: names[2]),
          let to = document(names[3])
        {
          .edge(Edge(from: from, relation: relation, to: to))
        } else {
          nil
        }
      case ("bridges", 3):
        if let from = PrincipalID(names[1]), let to = document(names[2]) {
          .bridge(Bridge(from: from, to: to))
        } else {
          nil
        }
      case ("peers", 2): document(names[1]).map { .peer($0) }
      case ("epochs", 2): number(names[1]).map { .epoch($0) }
      case ("redactions", 2): number(names[1]).map { .redaction($0) }
      case ("policies", 2): document(names[1]).map { .policy($0) }
      case ("services", 2): document(names[1]).map { .service($0) }
      case ("signatures", 3):
        if let id = PrincipalID(names[1]), let key = KeyID(names[2].utf8) {
          .signature(id, key)
        } else {
          nil
        }
      default: nil
      }
    guard let place else { throw DocumentDefect("not a place of the trust tree") }
    self = place
  }
}
