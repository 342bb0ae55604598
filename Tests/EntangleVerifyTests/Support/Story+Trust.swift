import EntangleModel

extension Story {
  /// Who and what there is at founding.
  static var founding: StateDraftContent {
    var law = StateDraftContent()
    law.principals = [
      principal("ada", .authority, [(.ada, [.law])]),
      principal("ben", .authority, [(.ben, [.law])]),
      principal("lead", .user, [(.lead, [.law])], person: "lee"),
      principal(
        "builder", .worker, [(.builder, [.law]), (.builderCode, [.code])], person: "bo"),
      principal(
        "runner1", .runner, [(.runner, [.law]), (.runnerArtifact, [.artifact])], person: "lee"),
      principal(
        "reviewer", .reviewer, [(.reviewer, [.law]), (.reviewerCode, [.code])], person: "rita"),
    ]
    law.edges = [
      Edge(from: id("lead"), relation: .delegates, to: id("builder")): true,
      Edge(from: id("lead"), relation: .delegates, to: id("runner1")): true,
      Edge(from: id("reviewer"), relation: .reviews, to: id("builder")): true,
    ]
    return law
  }

  static func principal(
    _ name: String, _ kind: PrincipalKind, _ keys: [(TestKey, Set<KeyUse>)], person: String? = nil,
    from: Timestamp = at(0), until: Timestamp? = nil, tenant: String = "acme"
  ) -> Principal {
    let end = until ?? (kind == .authority ? nil : at(80 * day))
    return Principal(
      id: id(name), kind: kind,
      keys: keys.map {
        EnrolledKey(publicKey: $0.0.publicKey, uses: $0.1, notBefore: from, notAfter: end)
      }, person: id(person ?? name), tenant: id(tenant))
  }

  /// Publishes the next state: the second adds the policy, later ones nothing by themselves.
  mutating func publish(_ version: Int) {
    if version == 2 {
      law.policies["main"] = BranchPolicy(approvals: 1, landers: [id("lead")], ref: Self.main)
    }
    let latest = lanes.values.map(\.time).max() ?? at(0)
    var draft = StateDraft(
      baseline: [Self.main: base], recovery: law.recovery, threshold: law.threshold,
      principals: law.principals,
      edges: law.edges, policies: law.policies, epochs: law.epochs, services: law.services,
      peers: law.peers,
      redactions: law.redactions,
      repository: states.first?.name.digest ?? .zero,
      previous: states.last?.name.digest ?? .zero, version: Int64(version),
      issued: max(at(10 * Int64(version)), latest),
      parents: [states.last?.reference.id].compactMap { $0 })
    for edit in plan.states[version] ?? [] { edit(&draft, self) }
    publish(draft)
  }

  /// Signs and publishes a state.
  mutating func publish(_ draft: StateDraft) {
    law = draft.content
    var files = documents(draft)
    let statement = Statement(
      repository: draft.repository, previous: draft.previous, version: draft.version,
      contents: draft.contents
        ?? Statement.contentsDigest(files, cryptography: cryptography),
      issued: draft.issued, cuts: draft.cuts,
      voids: draft.voids)
    var bytes = statement.encoded
    draft.editStatement(&bytes)
    files["statement"] = bytes
    for signer in draft.signers {
      files["signatures/\(signer.lane)"] = signer.key.sign(bytes, in: .trust).armour
    }
    draft.editFiles(&files)
    let plain = objects.addTree(files)
    var tree = sure(objects.table[plain]).content
    draft.editTree(&tree, &objects)
    let name = StateReference(version: draft.version, digest: cryptography.sha256(bytes))
    let repository = draft.version == 1 ? name.digest : draft.repository
    let commit = SignedCommit(
      tree: objects.add(.tree, tree), parents: draft.parents, principal: draft.publisher.id,
      time: draft.time ?? draft.issued,
      message: draft.message ?? TrustMessage.encode(repository: repository, state: name))
    var payload = commit.payload
    draft.editPayload(&payload)
    let key = draft.publisherKey ?? draft.publisher.key
    var content = splice(key.sign(payload, in: .git).armour, into: payload)
    draft.editContent(&content)
    let object = RawObject(type: .commit, content: content)
    let made = ObjectReference(id: objects.add(object), digest: cryptography.digest(object))
    states.append(Published(reference: made, name: name, issued: draft.issued))
    refs[EntangleRef.trustName] = made.id
    for number in draft.epochs.keys where openings[number] == nil { openings[number] = made.id }
    for principal in draft.principals {
      for key in principal.keys where enrolments[key.publicKey] == nil {
        enrolments[key.publicKey] = made
      }
    }
  }

  func documents(_ draft: StateDraft) -> [String: [UInt8]] {
    let repository = RepositoryDocument(
      baseline: draft.baseline, nonce: draft.nonce, objectFormat: draft.objectFormat,
      recovery: draft.recovery, threshold: draft.threshold)
    var files = [RepositoryDocument.path: repository.canonical]
    for principal in draft.principals { files[principal.path] = principal.canonical }
    for (edge, isEnabled) in draft.edges {
      files[edge.path] = Edge.canonical(isEnabled: isEnabled)
    }
    for (id, access) in draft.services { files[ServiceAccess.path(id)] = access.canonical }
    for (number, epoch) in draft.epochs { files[Epoch.path(number)] = epoch.canonical }
    for (name, peer) in draft.peers { files["peers/\(name).json"] = peer.canonical }
    for (number, redaction) in draft.redactions {
      files[Redaction.path(number)] = redaction.canonical
    }
    for (name, policy) in draft.policies { files["policies/\(name).json"] = policy.canonical }
    return files.merging(draft.files) { _, new in new }
  }
}

extension Story {
  /// Publishes a state that takes away the edge by which the lead delegates to the builder, with a
  /// cut for every lane.
  mutating func takeAway(_ edit: (inout StateDraft) -> Void = { _ in }) {
    let edge = Edge(from: id("lead"), relation: .delegates, to: id("builder"))
    cut { draft in
      draft.edges[edge] = nil
      edit(&draft)
    }
  }

  /// Publishes a state with a cut for every lane where it takes something away.
  mutating func cut(_ edit: (inout StateDraft) -> Void) { publish(cutting(edit)) }

  /// The draft of such a state.
  func cutting(_ edit: (inout StateDraft) -> Void) -> StateDraft {
    let cuts = lanes.map {
      Cut(lane: $0.key, sequence: $0.value.sequence, digest: $0.value.reference.digest)
    }
    let last = sure(states.last)
    var draft = StateDraft(
      baseline: [Self.main: base], recovery: law.recovery, threshold: law.threshold,
      principals: law.principals, edges: law.edges, policies: law.policies, epochs: law.epochs,
      services: law.services, peers: law.peers, redactions: law.redactions,
      repository: sure(states.first).name.digest, previous: last.name.digest,
      version: last.name.version + 1,
      issued: max(lanes.values.map(\.time).max() ?? last.issued, last.issued),
      parents: [last.reference.id])
    let before = documents(draft)
    draft.cuts = cuts
    edit(&draft)
    let now = documents(draft)
    if TrustState.isAdditive(now, after: before) { draft.cuts = [] }
    if draft.cuts == cuts, let reach = reach(of: draft) {
      draft.cuts.removeAll { !reach.contains($0.lane.principal) }
    }
    return draft
  }

  /// Whose lanes a state cuts; nil where it is everybody's.
  func reach(of draft: StateDraft) -> Set<PrincipalID>? {
    let publisher = law.principals.first { $0.id == draft.publisher.id }
    return publisher?.kind == .authority ? nil : Law.reach(from: law, to: draft.content)
  }
}
