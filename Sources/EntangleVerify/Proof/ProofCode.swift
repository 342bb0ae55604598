internal import EntangleModel

/// The commits of code that a proof must hold for the changes of its events.
struct ProofCode {
  private let objects: any ObjectSource
  private let judgement: Judgement
  private let changes: ChangeReader

  init(
    _ judgement: Judgement, objects: any ObjectSource, cryptography: any Cryptography,
    limits: ReadLimits
  ) {
    self.objects = objects
    self.judgement = judgement
    changes = ChangeReader(
      objects: objects, cryptography: cryptography, limits: limits,
      baseline: judgement.chain.exemptTips, withheld: Set(judgement.chain.withheld.keys))
  }

  /// Every commit that an event names, those of its change, and of what is behind the change enough to
  /// see where it ends.
  func commits(of event: ParsedEvent) -> Set<ObjectID> {
    let body = event.body
    let withheld = judgement.chain.withheld
    var found = Set(body.kind.fields.compactMap { body.commit($0.name)?.id })
      .filter { withheld[$0] == nil }
    guard let (base, head) = ends(body), withheld[base] == nil else { return found }
    let change = changes.change(from: base, to: head).commits
    let within = Set(change.map(\.id))
    found.formUnion(within)
    let outside = Set(change.flatMap { changes.parents(of: $0.id) }).subtracting(within)
      .subtracting([base])
    // A way to what is withheld shows that what is exempt is no part of the change either.
    let behind = paths(from: [base], to: outside.isEmpty ? [] : outside.union(withheld.keys))
    found.formUnion(behind)
    let exempt = outside.subtracting(behind)
      .union(change.filter { !$0.isSignatureValid }.map(\.id))
    found.formUnion(paths(from: judgement.chain.exemptTips, to: exempt))
    return found.subtracting(withheld.keys)
  }

  /// The two commits between which its change lies; nil where it has none.
  private func ends(_ body: EventBody) -> (ObjectID, ObjectID)? {
    func cause() -> EventBody? { body.causes.first.flatMap { judgement.events[$0.id]?.event.body } }
    let (subject, base, head): (EventBody?, EventFieldName, EventFieldName) =
      switch body.kind.name {
      case .changePropose: (body, .base, .head)
      case .approvalResponse: (cause(), .base, .head)
      case .land: (body, .old, .new)
      case .approvalRenew: (cause(), .old, .new)
      default: (nil, .base, .head)
      }
    guard let from = subject?.commit(base), let to = subject?.commit(head) else { return nil }
    return (from.id, to.id)
  }

  /// The commits on a shortest way from any of some commits to each of some of their ancestors, both
  /// ends included; nothing for what is no ancestor. No way leads through what is withheld.
  private func paths(from starts: [ObjectID], to ends: Set<ObjectID>) -> Set<ObjectID> {
    var missing = ends.subtracting(starts)
    guard !ends.isEmpty else { return [] }
    var child: [ObjectID: ObjectID] = [:]
    var seen = Set(starts)
    var open = Queue(starts)
    let withheld = judgement.chain.withheld
    while !missing.isEmpty, let id = open.popFirst() {
      guard withheld[id] == nil else { continue }
      let object = try? objects.read(id, limit: ReadLimits().commitBytes)
      let commit = object.flatMap { CodeCommit(content: $0.content, format: objects.format) }
      for parent in commit?.parents ?? [] where seen.insert(parent).inserted {
        child[parent] = id
        missing.remove(parent)
        open.append(parent)
      }
    }
    var found: Set<ObjectID> = []
    for end in ends.intersection(seen) {
      var next: ObjectID? = end
      while let id = next, found.insert(id).inserted { next = child[id] }
    }
    return found
  }
}
