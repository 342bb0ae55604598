internal import EntangleModel

/// Lanes that hang from a void state, whose key was enrolled on a branch of the trust chain that lost; or from another commit of a
/// state of the chain, as when two have published the same draft.
///
/// Their oldest event follows a commit which the walk along the lane takes for an event that is none. It is taken away
/// here where it is what it says: its statement is one that this chain has, or has made void, and binds the documents beside it.
struct OtherRoots {
  let chain: TrustChain
  let reader: TrustReader

  /// Takes what lies before the first event of such lanes away from them; gives the state from which each
  /// of these lanes hangs, by the lane's place.
  func take(from commits: inout LaneCommits, gate: EventGate) -> [Int: TrustStep] {
    var known: [ObjectID: TrustStep?] = [:]
    var roots: [Int: TrustStep] = [:]
    for lane in commits.lanes.indices {
      var leading = 0
      var first: EventReading.Outcome?
      while first == nil, leading < commits.count(lane) {
        let outcome = gate.outcome(commits.id(lane, leading)).0
        if case .defect = outcome { leading += 1 } else { first = outcome }
      }
      guard leading > 0, case .event(let first)? = first else { continue }
      let id = commits.id(lane, leading - 1)
      let found = known[id] ?? boundStep(id)
      known[id] = .some(found)
      guard let step = found, chain.step(step.name) != nil || isFirst(step, with: first.publicKey)
      else { continue }
      roots[lane] = step
      commits.removeFirst(leading, of: lane)
    }
    return roots
  }

  /// Whether a key stands in a state and not in the one before it.
  private func isFirst(_ step: TrustStep, with key: PublicKey) -> Bool {
    guard step.state.keys[key] != nil, let id = step.commit.header.parents.first,
      let before = reader.read(id).step, isBound(before)
    else { return false }
    return before.name.digest == step.state.statement.previous && before.state.keys[key] == nil
  }

  /// Whether a state's documents are those that its statement binds.
  private func isBound(_ step: TrustStep) -> Bool {
    Statement.contentsDigest(step.state.files, cryptography: reader.cryptography)
      == step.state.statement.contents
  }

  /// The void state, or the chain's, that a commit carries; nil where it carries none, or other documents than that binds.
  private func boundStep(_ id: ObjectID) -> TrustStep? {
    guard let step = reader.read(id).step, chain.isVoid(step.name) || chain.step(step.name) != nil
    else { return nil }
    return isBound(step) ? step : nil
  }
}
