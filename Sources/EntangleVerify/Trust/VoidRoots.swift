internal import EntangleModel

/// Lanes that hang from a void state: their key was enrolled on a branch of the trust chain that lost.
///
/// Their oldest event follows a commit of that branch, which the walk along the lane takes for an event
/// that is none. It is taken away here where it is what it says: its statement is one that this chain
/// has made void, and binds the documents beside it.
struct VoidRoots {
  let chain: TrustChain
  let reader: TrustReader

  /// Takes what lies before the first event of such lanes from their readings; gives the state from
  /// which each of these lanes hangs, by the lane's place.
  func take(from readings: inout [[EventReading]]) -> [Int: TrustStep] {
    guard chain.hasVoidStates else { return [:] }
    var known: [ObjectID: TrustStep] = [:]
    var roots: [Int: TrustStep] = [:]
    for lane in readings.indices {
      let leading = readings[lane].prefix { if case .defect = $0.outcome { true } else { false } }
      guard let id = leading.last?.id, let step = known[id] ?? voidStep(id) else { continue }
      known[id] = step
      guard let first = readings[lane].dropFirst(leading.count).first?.event,
        isFirst(step, with: first.signature.publicKey)
      else { continue }
      roots[lane] = step
      readings[lane].removeFirst(leading.count)
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

  private func voidStep(_ id: ObjectID) -> TrustStep? {
    guard let step = reader.read(id).step, chain.isVoid(step.name) else { return nil }
    return isBound(step) ? step : nil
  }
}
