internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// A change of the law that nobody has signed, and what it would be law from.
struct SupposedChange {
  private enum Change {
    case policy(BranchPolicy)
    case graph(GraphDocument)
    case revocation(KeySelection.Choice)
  }

  private let change: Change
  private let chain: TrustChain
  private let history: JudgedHistory

  private init(_ change: Change, _ chain: TrustChain, _ history: JudgedHistory) {
    self.change = change
    self.chain = chain
    self.history = history
  }

  /// A policy in a file, as it would stand below `policies/`, in any spelling of JSON.
  static func policy(
    _ argument: String, _ history: JudgedHistory
  ) throws(CommandError) -> SupposedChange {
    let file = try GraphFile(argument, in: history.context)
    guard let value = try? JSONValue(parsing: file.bytes) else {
      throw CommandError("'\(file.name)' is no JSON", hint: "entangle what-if -h")
    }
    do throws(DocumentDefect) {
      let policy = try BranchPolicy(canonical: value.encodeCanonical())
      return SupposedChange(.policy(policy), history.judgement.chain, history)
    } catch {
      throw CommandError("'\(file.name)': \(error.detail)", hint: "entangle what-if -h")
    }
  }

  /// A graph in a file, as `entangle graph apply` takes it.
  static func graph(
    _ argument: String, _ history: JudgedHistory
  ) throws(CommandError) -> SupposedChange {
    let graph = try GraphFile(argument, in: history.context).parsed()
    return SupposedChange(.graph(graph), history.judgement.chain, history)
  }

  /// A key called compromised. Throws where it is already, from no later event on.
  static func revocation(
    _ choice: KeySelection.Choice, _ history: JudgedHistory
  ) throws(CommandError) -> SupposedChange {
    if let known = choice.holder.key.revocation, known.reason == .compromised,
      known.after ?? 0 <= choice.after
    {
      throw CommandError(
        "'\(choice.lane)' is compromised after event \(known.after ?? 0) already",
        hint: "entangle verify tells what that taints")
    }
    return SupposedChange(.revocation(choice), history.judgement.chain, history)
  }

  /// The law with the change as its next state. Of the lanes, all that is here and not refused counts.
  func next() throws(CommandError) -> SupposedLaw { try next(cutting: nil) }

  /// The law as if the change had been part of it from the beginning.
  ///
  /// A policy is taken to have protected its branch in every state. Of a graph, what it changes of the one
  /// in force is taken to have been so in every state, and the rest is as it was: else what was taken away
  /// in the meantime would count as a consequence. Of a compromised key nothing after its holder's last
  /// event counts.
  func always() throws(CommandError) -> SupposedLaw {
    switch change {
    case .policy(let policy):
      _ = try next()
      return try throughout(setting: [unusedName(for: policy): policy], removing: [])
    case .graph(let graph):
      _ = try next()
      return try throughout(graph)
    case .revocation(let choice):
      guard !choice.isLaw else { return try next(cutting: choice) }
      _ = try next()
      let revoked = revoked(choice)
      return try lawful { () throws(UnlawfulSupposition) in
        try SupposedLaw(throughout: chain) { files in
          if files[revoked.path] != nil { Self.revoke(choice, as: revoked, in: &files) }
        }
      }
    }
  }

  /// `cutting`: a key of whose lane nothing counts after its holder's last event.
  private func next(cutting choice: KeySelection.Choice?) throws(CommandError) -> SupposedLaw {
    var files = chain.newest?.state.contentFiles ?? [:]
    switch change {
    case .policy(let policy):
      let name = Self.names(of: [policy.ref], in: files).first ?? unusedName(for: policy).text
      files["policies/\(name).json"] = policy.canonical
      try history.governed.begin([policy.ref], after: chain, in: &files, history.context)
    case .graph(let graph):
      files = graph.documents(replacing: files)
      try history.governed.begin(
        graph.policies.values.map(\.ref), after: chain, in: &files, history.context)
    case .revocation(let choice):
      let revoked = revoked(choice)
      files[revoked.path] = revoked.canonical
    }
    var cuts = history.cuts
    if let choice {
      cuts.removeAll { $0.lane == choice.lane }
      if let last = choice.last {
        cuts.append(
          Cut(lane: choice.lane, sequence: choice.after, digest: last.event.reference.digest))
      }
    }
    return try lawful { () throws(UnlawfulSupposition) in
      try SupposedLaw(
        files, after: chain, issued: history.report.asOf, cuts: cuts,
        cryptography: history.context.cryptography)
    }
  }

  private func throughout(_ graph: GraphDocument) throws(CommandError) -> SupposedLaw {
    let old = chain.newest?.state
    let policies = old.map { Graph($0).policies } ?? [:]
    var documents: [String: [UInt8]?] = [:]
    for edge in Set(graph.edges.keys).union(old?.edges.keys.map { $0 } ?? []) {
      let isEnabled = graph.edges[edge]
      if isEnabled != old?.edges[edge] {
        documents.updateValue(isEnabled.map { Edge.canonical(isEnabled: $0) }, forKey: edge.path)
      }
    }
    let lists = old?.services ?? [:]
    for service in Set(graph.services?.keys.map { $0 } ?? []).union(lists.keys) {
      // A file that does not speak of access lists leaves them.
      guard let services = graph.services, services[service] != lists[service] else { continue }
      documents.updateValue(services[service]?.canonical, forKey: ServiceAccess.path(service))
    }
    let set = graph.policies.filter { policies[$0.key] != $0.value }
    let removed = policies.filter { graph.policies[$0.key] != $0.value }.values.map(\.ref)
    return try throughout(setting: set, removing: Set(removed), documents: documents)
  }

  private func throughout(
    setting policies: [PrincipalID: BranchPolicy], removing refs: Set<RefName>,
    documents: [String: [UInt8]?] = [:]
  ) throws(CommandError) -> SupposedLaw {
    let known = chain.newest?.state.repository.baseline ?? [:]
    let unknown = policies.values.map(\.ref).filter { known[$0] == nil }
    let beginnings = try history.governed.beginnings(of: unknown, history.context)
    let refs = refs.union(policies.values.map(\.ref))
    return try lawful { () throws(UnlawfulSupposition) in
      try SupposedLaw(throughout: chain) { files in
        for name in Self.names(of: refs, in: files) { files["policies/\(name).json"] = nil }
        for (name, policy) in policies { files["policies/\(name).json"] = policy.canonical }
        for (path, document) in documents { files[path] = document }
        GovernedRepository.set(beginnings, in: &files)
      }
    }
  }

  /// The names of the policies of some refs among a state's documents.
  private static func names(of refs: Set<RefName>, in files: [String: [UInt8]]) -> [String] {
    files.compactMap { path, content in
      guard case .policy(let name)? = try? TrustPath(path),
        let policy = try? BranchPolicy(canonical: content), refs.contains(policy.ref)
      else { return nil }
      return name.text
    }
  }

  /// A name for a policy that none of another ref has in any state.
  private func unusedName(for policy: BranchPolicy) -> PrincipalID {
    var used: Set<PrincipalID> = []
    for step in chain.steps {
      for (name, other) in Graph(step.state).policies where other.ref != policy.ref {
        used.insert(name)
      }
    }
    let names = (0...used.count).lazy.compactMap { PrincipalID("supposed-\($0)") }
    return names.first { !used.contains($0) } ?? policy.landers[0]
  }

  /// The principal with the key compromised.
  private func revoked(_ choice: KeySelection.Choice) -> Principal {
    var principal = choice.principal
    let issued = max(
      history.report.asOf, chain.newest?.state.statement.issued ?? history.report.asOf)
    let revocation = KeyRevocation(
      replacing: choice.holder.key.revocation, reason: .compromised, issued: issued,
      after: choice.isLaw ? choice.after : nil)
    for index in principal.keys.indices
    where principal.keys[index].publicKey == choice.holder.key.publicKey {
      principal.keys[index].revocation = revocation
    }
    return principal
  }

  /// Takes the key's revocation over into a state that knows the principal, with its other keys as they
  /// are there.
  private static func revoke(
    _ choice: KeySelection.Choice, as revoked: Principal, in files: inout [String: [UInt8]]
  ) {
    guard
      var principal = files[revoked.path].flatMap({
        try? Principal(canonical: $0, kind: revoked.kind, id: revoked.id)
      }),
      let index = principal.keys.firstIndex(where: {
        $0.publicKey == choice.holder.key.publicKey
      })
    else { return }
    principal.keys[index].revocation =
      revoked.keys.first { $0.publicKey == choice.holder.key.publicKey }?.revocation
    files[revoked.path] = principal.canonical
  }

  private func lawful(
    _ make: () throws(UnlawfulSupposition) -> SupposedLaw
  ) throws(CommandError) -> SupposedLaw {
    do throws(UnlawfulSupposition) {
      return try make()
    } catch {
      let finding = error.findings.first
      throw CommandError(
        "this can never be law: "
          + (finding.map { "\($0.title): \(displayText($0.detail.utf8))" } ?? "no trust chain"),
        code: finding?.code, hint: finding?.hint,
        status: finding?.severity == .undecided ? .undecided : .refused)
    }
  }
}
