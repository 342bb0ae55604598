import EntangleModel

/// Who and what there is when a history begins: a random part of a company.
struct Cast {
  private(set) var story: Story
  private(set) var keyring: [PublicKey: TestKey] = [:]
  private(set) var keyCount = 0
  private(set) var drafts: [StateDraft] = []
  private(set) var contents: [Story.StateDraftContent] = []

  /// A principal of the company, with its kinds of keys beside the one for events.
  struct Role {
    let name: String
    let kind: PrincipalKind
    let person: String
    var use: KeyUse?
  }

  static let roles = [
    Role(name: "lead", kind: .user, person: "lee"),
    Role(name: "boss", kind: .user, person: "bea"),
    Role(name: "sue", kind: .supervisor, person: "sue"),
    Role(name: "builder", kind: .worker, person: "bo", use: .code),
    Role(name: "helper", kind: .worker, person: "hal", use: .code),
    Role(name: "reviewer", kind: .reviewer, person: "rita", use: .code),
    Role(name: "rob", kind: .reviewer, person: "rob"),
    Role(name: "alias", kind: .reviewer, person: "bo"),
    Role(name: "svc", kind: .service, person: "sid"),
    Role(name: "runner1", kind: .runner, person: "lee", use: .artifact),
    Role(name: "runner2", kind: .runner, person: "hal", use: .artifact),
    Role(name: "director", kind: .operator, person: "dan"),
    Role(name: "idle", kind: .operator, person: "ida"),
    Role(name: "host", kind: .host, person: "hugo"),
    Role(name: "watch", kind: .witness, person: "wim"),
  ]

  /// Whom no history does without.
  private static let needed = ["lead", "builder", "reviewer", "rob", "runner1", "director"]

  /// The edges that there may be.
  static let edges: [Edge] = [
    (.delegates, "lead builder lead helper lead runner1 lead reviewer boss builder boss lead"),
    (.delegates, "builder helper builder runner1 helper runner2 sue svc sue runner2 boss svc"),
    (.handsOff, "builder helper helper builder svc builder reviewer svc builder runner1"),
    (.reviews, "reviewer builder reviewer helper rob builder rob lead sue builder boss builder"),
    (.reviews, "alias helper alias builder boss helper rob boss lead builder reviewer lead"),
    (.contacts, "lead builder builder reviewer reviewer svc runner1 builder svc lead boss sue"),
    (.operates, "director runner1 director runner2 host runner1 idle runner2 idle runner1"),
  ].flatMap { (relation: Relation, names: String) in
    let ids = names.split(separator: " ").map { id(String($0)) }
    return stride(from: 0, to: ids.count, by: 2).map {
      Edge(from: ids[$0], relation: relation, to: ids[$0 + 1])
    }
  }

  /// The keys of all histories.
  static let keys = (1...240).map { TestKey(UInt8($0)) }

  /// `isLarge` has most of the company, else few are there at first.
  init(_ numbers: inout SeededNumbers, isLarge: Bool) {
    var plan = Plan()
    (plan.steps, plan.stateCount) = ([], 0)
    story = Story(plan)
    let law = founding(&numbers, isLarge: isLarge)
    found(law, version: 1, issued: at(10), &numbers)
    var ruled = law
    let landers = ["lead", "boss", "builder"].map { id($0) }.filter { lander in
      law.principals.contains { $0.id == lander } && numbers.chance(75)
    }
    ruled.policies["main"] = BranchPolicy(
      approvals: numbers.chance(60) ? 1 : 2, landers: landers.isEmpty ? [id("lead")] : landers,
      ref: Story.main)
    found(ruled, version: 2, issued: at(20), &numbers)
  }

  private mutating func founding(
    _ numbers: inout SeededNumbers, isLarge: Bool
  ) -> Story.StateDraftContent {
    var law = Story.StateDraftContent()
    for name in ["ada", "ben", "carol"] {
      law.principals.append(
        Story.principal(name, .authority, [(takeKey(), [.law])]))
    }
    for role in Self.roles
    where Self.needed.contains(role.name) || numbers.chance(isLarge ? 60 : 15) {
      law.principals.append(principal(role, from: at(0), &numbers))
    }
    let ids = Set(law.principals.map(\.id))
    for edge in Self.edges where ids.contains(edge.from) && ids.contains(edge.to) {
      if numbers.chance(isLarge ? 85 : 70) { law.edges[edge] = numbers.chance(95) }
    }
    return law
  }

  /// A principal with new keys; some last a few days only.
  mutating func principal(
    _ role: Role, from: Timestamp, _ numbers: inout SeededNumbers
  ) -> Principal {
    let days: Int64 = numbers.chance(20) ? numbers.number(2...20) : 80
    var keys: [(TestKey, Set<KeyUse>)] = [(takeKey(), [.law])]
    if let use = role.use { keys.append((takeKey(), [use])) }
    if role.kind == .user && numbers.chance(30) { keys.append((takeKey(), [.law])) }
    var principal = Story.principal(
      role.name, role.kind, keys, person: role.person, from: from,
      until: sure(from.adding(seconds: days * day)))
    if role.name == "director" {
      principal.grant = RoleGrant(role: .owner, until: sure(from.adding(seconds: 60 * day)))
    }
    return principal
  }

  private mutating func takeKey() -> TestKey {
    let key = Self.keys[keyCount % Self.keys.count]
    keyCount += 1
    keyring[key.publicKey] = key
    return key
  }

  private mutating func found(
    _ law: Story.StateDraftContent, version: Int64, issued: Timestamp,
    _ numbers: inout SeededNumbers
  ) {
    let signers = ["ada", "ben", "carol"].map { name in
      Signer(
        name, sure(keyring[sure(law.principals.first { $0.id == id(name) }?.keys.first).publicKey]))
    }
    var draft = StateDraft(
      baseline: [Story.main: story.base], threshold: law.threshold, principals: law.principals,
      edges: law.edges, policies: law.policies,
      repository: story.states.first?.name.digest ?? .zero,
      previous: story.states.last?.name.digest ?? .zero, version: version, issued: issued,
      parents: [story.states.last?.reference.id].compactMap { $0 })
    let first = numbers.chance(50) ? 0 : 1
    draft.signers = Array(signers[first..<(first + 2)])
    draft.publisher = draft.signers[0]
    story.publish(draft)
    story.trustRoot = story.states.first?.name.digest
    drafts.append(draft)
    contents.append(law)
  }
}
