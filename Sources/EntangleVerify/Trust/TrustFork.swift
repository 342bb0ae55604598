public import EntangleModel

/// Two trust chains of one repository that share their first states and then differ.
public struct TrustFork: Sendable {
  /// One of the two chains from the first state on that the other has not.
  public struct Branch: Sendable {
    public let chain: TrustChain
    /// The states that the other chain has not, oldest first; at least one.
    public let steps: ArraySlice<TrustStep>

    /// The last of them.
    public var tip: TrustStep { steps[steps.index(before: steps.endIndex)] }
  }

  public let ours: Branch
  public let theirs: Branch
  /// The last state that both have.
  public let base: TrustStep

  /// Compares two chains that have been judged. Nil where one only continues the other, or they are
  /// chains of two repositories. A state is the same whoever has published it, in whichever commit.
  public init?(_ ours: TrustChain, _ theirs: TrustChain) {
    let shared = zip(ours.steps, theirs.steps).prefix { $0.name == $1.name }.count
    guard shared > 0, shared < ours.steps.count, shared < theirs.steps.count else { return nil }
    base = ours.steps[shared - 1]
    self.ours = Branch(chain: ours, steps: ours.steps[shared...])
    self.theirs = Branch(chain: theirs, steps: theirs.steps[shared...])
  }

  /// The same fork, seen from the other side.
  public var reversed: TrustFork { TrustFork(ours: theirs, theirs: ours, base: base) }

  private init(ours: Branch, theirs: Branch, base: TrustStep) {
    self.ours = ours
    self.theirs = theirs
    self.base = base
  }

  /// The states of our branch that theirs has not made void.
  public var standing: [TrustStep] { ours.steps.filter { !theirs.chain.isVoid($0.name) } }

  /// Whether their branch has made all of ours void, on the word of the authorities of our own newest
  /// state: of as many persons as its threshold asks for, by keys that count there. Keys that were
  /// authorities' at the fork, and have been replaced or revoked on our branch since, decide nothing.
  public func isResolved(cryptography: any Cryptography) -> Bool {
    guard standing.isEmpty else { return false }
    let versions = Set(
      ours.steps.compactMap { theirs.chain.resolution(of: $0.name)?.name.version })
    let tip = ours.tip
    return theirs.steps.filter { versions.contains($0.name.version) }.count == versions.count
      && theirs.steps.filter { versions.contains($0.name.version) }.allSatisfy { step in
        let context = TrustContext(
          step: step, defect: nil, isForged: false, previous: tip, protected: [],
          voidDefects: [], now: nil, cryptography: cryptography, limits: ReadLimits())
        return context.persons(among: tip.state) >= tip.state.repository.threshold
      }
  }

  /// Whether the authorities have signed the first state of a branch, and somebody alone that of the
  /// other one: of the two the authorities' is the one to keep.
  public func favours(_ side: KeyPath<TrustFork, Branch>) -> Bool {
    let other = side == \TrustFork.ours ? theirs : ours
    return isByAuthorities(self[keyPath: side]) && !isByAuthorities(other)
  }

  private func isByAuthorities(_ branch: Branch) -> Bool {
    guard let first = branch.steps.first else { return false }
    return first.isByAuthorities(after: base)
  }
}

extension TrustStep {
  /// Whether the threshold of the authorities of the state before has signed it. Its signatures have
  /// been checked.
  public func isByAuthorities(after previous: TrustStep) -> Bool {
    let signers = signatures.compactMap { signature -> PrincipalID? in
      guard let holder = previous.state.keys[signature.key],
        holder.principal.id == signature.principal, holder.principal.kind == .authority
      else { return nil }
      return holder.principal.person
    }
    return Int64(Set(signers).count) >= previous.state.repository.threshold
  }
}
