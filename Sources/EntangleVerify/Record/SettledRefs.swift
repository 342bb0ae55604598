internal import EntangleModel

/// What of a repository a record has an answer for already: nothing was found there, and nothing has changed.
struct SettledRefs: Sendable {
  private let refs: RecordedRefs
  /// The state of the trust chain by which it was judged.
  private let step: TrustStep
  private let eventCount: Int

  /// Nil where the record cannot be read.
  init?(_ record: VerificationRecord, chain: TrustChain) {
    guard let refs = record.bytes(of: .refs).flatMap({ RecordedRefs($0) }),
      let step = chain.step(record.header.state)
    else { return nil }
    self.refs = refs
    self.step = step
    eventCount = record.eventCount
  }

  func holds(_ name: RefName, at id: ObjectID?) -> Bool { refs.holds(name, at: id) }

  func has(_ step: TrustStep) -> Bool { step.name.version <= self.step.name.version }

  func hasAll(_ numbers: [EventNumber]?) -> Bool {
    (numbers?.last?.index ?? 0) < eventCount
  }
}

extension RepositoryContext {
  /// The refs that a record has no answer for.
  var openRefs: [ClassifiedRef] {
    guard let settled else { return refs }
    return refs.filter { !settled.holds($0.name, at: $0.id) }
  }

  /// The states of the trust chain that a record has no answer for.
  var openSteps: [TrustStep] {
    guard let settled else { return chain.steps }
    return chain.steps.filter { !settled.has($0) }
  }

  /// Whether a branch stands where it stood, with no landing since. (A record is of law that protects the same branches.)
  func isSettled(branch: RefName) -> Bool {
    guard let settled, let judgement else { return false }
    return settled.holds(branch, at: branches[branch])
      && settled.hasAll(judgement.state.lists.landings[branch])
  }

  /// Whether a tag stands where it stood, with no event since, and so does each branch with landings, with no other since.
  func isSettled(tag: RefName) -> Bool {
    guard let settled, let judgement, let tags else { return false }
    return settled.holds(tag, at: tags[tag])
      && ([tag] + judgement.tagsInTheWay(of: tag)).allSatisfy {
        settled.hasAll(judgement.state.lists.tags[$0])
      }
      && judgement.state.landedRefs.allSatisfy {
        settled.holds($0, at: branches[$0]) && settled.hasAll(judgement.state.lists.landings[$0])
      }
  }
}

extension VerificationRecord {
  /// Whether a repository may be judged by going on from this: the same rules, law that only grew and protects the same
  /// branches, no lane gone, and no moment before the one at which it was verified.
  func fits(
    _ chain: TrustChain, lanes: [RefName], input: VerificationInput, edition: [UInt8]
  ) -> Bool {
    guard header.edition == edition, header.format == input.objects.format,
      header.root == chain.root, header.asOf <= input.now, !chain.hasVoidStates,
      let step = chain.step(header.state)
    else { return false }
    let later = chain.steps.suffix(chain.steps.count - Int(step.name.version))
    var before = step
    for step in later {
      guard step.state.isAdditive(after: before.state), step.state.statement.cuts.isEmpty,
        step.state.policies.keys == before.state.policies.keys
      else { return false }
      before = step
    }
    return Set(lanes).isSuperset(of: header.lanes.map(\.ref))
  }
}
