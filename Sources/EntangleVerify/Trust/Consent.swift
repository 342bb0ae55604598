public import EntangleModel

/// Who agrees to a trust state: the signatures over its statement, as the state before judges them.
public struct Consent {
  /// The state that is signed.
  private let state: TrustState
  /// The one before; nil where it founds a repository.
  private let previous: TrustState?
  private let signatures: [TrustSignature]

  init(to state: TrustState, after previous: TrustState?, signatures: [TrustSignature]) {
    self.state = state
    self.previous = previous
    self.signatures = signatures
  }

  /// The consent to a state that is to follow another one, with the signatures that it carries so far.
  public init(to state: TrustState, after previous: TrustState) {
    self.init(to: state, after: previous, signatures: TrustSignature.all(in: state))
  }

  /// The active authority of a state that has signed this one with a law key that counts: not
  /// revoked, and in its window, unless it signs its own replacement after it lapsed.
  func authority(_ id: PrincipalID, key: PublicKey, in judges: TrustState) -> Principal? {
    guard let holder = judges.keys[key], holder.principal.id == id,
      holder.principal.kind == .authority, holder.principal.status == .active,
      holder.key.uses.contains(.law)
    else { return nil }
    let issued = state.statement.issued
    let isReplaced =
      state.principals[id]?.keys.contains { new in
        new.uses.contains(.law) && judges.keys[new.publicKey] == nil
      } ?? false
    let isInTime =
      holder.key.isInWindow(issued) || (isReplaced && issued >= holder.key.notBefore)
    return isInTime && !isEnded(holder.key, in: judges) ? holder.principal : nil
  }

  /// Whether a key, as the judging state has it, is revoked where this state is issued. What is retired at or before
  /// the moment of the judging state has ended with it, whatever moment this one gives itself: it comes later.
  private func isEnded(_ key: EnrolledKey, in judges: TrustState) -> Bool {
    guard let revocation = key.revocation else { return false }
    return key.isRevoked(at: state.statement.issued) || revocation.at <= judges.statement.issued
  }

  /// Whether a signature is by a key of the recovery set.
  func isRecovery(_ signature: TrustSignature) -> Bool {
    signature.principal.text == RecoverySet.signerName
      && previous?.repository.recovery?.keys.contains(signature.key) ?? false
  }

  /// Whether the authorities have not signed the state, but enough keys of the recovery set have.
  public var isRecovery: Bool {
    guard let previous, let recovery = previous.repository.recovery, !isMadeLaw else {
      return false
    }
    let signers = Set(signatures.filter { isRecovery($0) }.map(\.key))
    return Int64(signers.count) >= recovery.threshold
  }

  /// How many persons among a state's authorities have signed.
  func persons(among judges: TrustState) -> Int64 {
    let signed = signatures.compactMap {
      authority($0.principal, key: $0.key, in: judges)?.person
    }
    return Int64(Set(signed).count)
  }

  /// Whether as many authorities of the state before have signed as its threshold asks for.
  private var isMadeLaw: Bool {
    previous.map { persons(among: $0) >= $0.repository.threshold } ?? false
  }

  /// Who makes the state alone, if that one publishes it: no authority, with a law key that counts, and
  /// where the authorities have not signed it.
  func soleMaker(_ id: PrincipalID, key: PublicKey) -> Principal? {
    guard let previous, !isRecovery, !isMadeLaw, let holder = previous.keys[key],
      holder.principal.id == id, holder.principal.kind != .authority,
      holder.principal.status == .active, holder.key.uses.contains(.law),
      holder.key.isInWindow(state.statement.issued), !isEnded(holder.key, in: previous)
    else { return nil }
    return holder.principal
  }

  /// Whether the new state's own authorities must sign too.
  var needsOwnThreshold: Bool {
    guard let previous else { return true }
    return isRecovery || state.authorities != previous.authorities
      || state.repository.threshold != previous.repository.threshold
  }
}

extension Consent {
  /// Why a signature counts for nothing, and which rule says so.
  public struct Obstacle: Error {
    public let code: String
    /// Lower case, no full stop.
    public let detail: String
  }

  /// Why no signature of a principal would count, whichever of its keys makes it; nil where one may.
  public func obstacle(to id: PrincipalID) -> Obstacle? {
    let known = [previous?.principals[id], state.principals[id]].compactMap { $0 }
    var first: Obstacle?
    for key in known.flatMap(\.keys) where key.uses.contains(.law) {
      guard let obstacle = obstacle(to: id, with: key.publicKey) else { return nil }
      first = first ?? obstacle
    }
    return first ?? Obstacle(code: "T112", detail: "'\(id)' has no key for law")
  }

  /// Why a signature by one key would not count; nil where it would. The signature of who may make such a
  /// state alone counts as long as the authorities have not signed it.
  public func obstacle(to id: PrincipalID, with key: PublicKey) -> Obstacle? {
    guard let previous else { return nil }
    if isRecovery(TrustSignature(principal: id, key: key)) { return nil }
    let judges = needsOwnThreshold ? [previous, state] : [previous]
    guard !judges.contains(where: { authority(id, key: key, in: $0) != nil }) else { return nil }
    if let maker = soleMaker(id, key: key) {
      let rights = SoleRights(maker: maker, moment: state.statement.issued)
      let beyond = rights.overreach(from: previous, to: state)
      guard let first = beyond.first else { return nil }
      if maker.kind == .operator {
        return Obstacle(code: "T127", detail: "'\(id)' may not change \(first)")
      }
    }
    return Obstacle(code: "T112", detail: reason(id, key, judges))
  }

  /// Why no key of the recovery set helps this state; nil where it may: it changes nothing but who the authorities are.
  public var obstacleToRecovery: Obstacle? {
    let beyond = previous.map { Self.changesBeyondAuthorities(from: $0, to: state) }
    return beyond?.first.map {
      Obstacle(code: "T128", detail: "the recovery set changes the authorities alone, not '\($0)'")
    }
  }

  /// The documents of `new` that differ from `old` and say something else than who the authorities are, their keys and
  /// their threshold.
  static func changesBeyondAuthorities(from old: TrustState, to new: TrustState) -> [String] {
    let (before, after) = (old.contentFiles, new.contentFiles)
    let hasSameBaseline = old.repository.baseline == new.repository.baseline
    return Set(before.keys).union(after.keys).sorted().filter { path in
      let isTheirs =
        (path == RepositoryDocument.path && hasSameBaseline)
        || path.hasPrefix("principals/\(PrincipalKind.authority.rawValue)/")
      return before[path] != after[path] && !isTheirs
    }
  }

  /// The files of signatures that count for nothing where somebody publishes the state: its verdict is the same
  /// without them, but for `T112`.
  public func vainSignatures(publishedBy publisher: PrincipalID) -> [(
    path: String, signer: PrincipalID
  )] {
    state.files.keys.sorted().compactMap { path in
      guard case .signature(let id, _) = try? TrustPath(path), let armour = state.files[path],
        let signature = SSHSignature(armour: armour)
      else { return nil }
      let key = signature.publicKey
      let isAnothers = id != publisher && soleMaker(id, key: key) != nil
      return isAnothers || obstacle(to: id, with: key) != nil ? (path, id) : nil
    }
  }

  private func reason(_ id: PrincipalID, _ key: PublicKey, _ judges: [TrustState]) -> String {
    let known = judges.compactMap { $0.principals[id] }
    guard let principal = known.first(where: { $0.kind == .authority }) ?? known.first else {
      return "'\(id)' is not enrolled"
    }
    guard principal.kind == .authority else {
      if isMadeLaw, principal.kind == .operator { return "the authorities have signed it already" }
      return "'\(id)' is \(principal.kind.oneOfThem), and no authority"
    }
    guard known.contains(where: { $0.status == .active }) else {
      return "'\(id)' is \(principal.status.rawValue)"
    }
    return "its key \(key) is none of the law keys of '\(id)' that count"
  }
}
