internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// What a compromised key taints, as `entangle taint` shows it.
struct TaintDescription {
  let plan: TaintPlan
  /// Whether the law calls the key compromised already.
  let isLaw: Bool

  /// One command line of the way out.
  private struct Step {
    /// What it is for: `revoke`, `key`, `renew`, `approve` or `stand-by`.
    let purpose: String
    let principal: PrincipalID?
    let command: String
    let remark: String
    /// Whether another step of the same purpose would do instead.
    var isSpare = false
  }

  private var signed: Int { plan.entries.count { $0.isSigned } }
  private var renewed: Int { plan.entries.count { $0.renewal != nil } }

  /// For people, each line ended by a newline.
  func text(_ rendering: WhatIfRendering) -> String {
    guard !plan.entries.isEmpty else {
      return "nothing is tainted by \(plan.lane) after event \(plan.after)\n"
    }
    let others = plan.entries.count - signed
    var text =
      "\(Self.events(plan.entries.count)) tainted: \(signed) that \(plan.lane) signed after event "
      + "\(plan.after), \(others) that \(others == 1 ? "rests" : "rest") on such"
    text += renewed == 0 ? "\n\n" : ", or that it renewed\n\n"
    text += TextTable.text(plan.entries.map(cells))
    let landings = plan.entries.compactMap { plan.landings[$0.event.event.id] }
    if !landings.isEmpty {
      text += "\nWhat has landed stays. To be approved again:\n\n"
      text += landings.map { rendering.shortage($0) }.joined(separator: "\n")
    }
    for (title, steps) in sections where !steps.isEmpty {
      text += "\n# " + title + "\n"
      for step in steps {
        let remark = step.remark.isEmpty ? "" : "# \(step.remark)"
        let words = [step.isSpare ? "# or:" : "", step.command, remark]
        text += words.filter { !$0.isEmpty }.joined(separator: " ") + "\n"
      }
    }
    return text
  }

  private static func events(_ count: Int) -> String {
    count == 1 ? "1 event is" : "\(count) events are"
  }

  private func cells(_ entry: TaintPlan.Entry) -> [String] {
    let event = entry.event.event
    let reasons = [
      entry.isSigned ? "event \(event.body.sequence) by the key" : nil,
      entry.base.map { "rests on \($0.short)" },
      entry.renewal.map { "its renewal \($0.short) counts no longer" },
    ].compactMap { $0 }
    return [
      event.id.short, event.commit.time.description, event.body.lane.principal.text,
      EventDescription.summary(of: event.body), reasons.joined(separator: ", "),
    ]
  }

  /// The commands, under what they are for.
  private var sections: [(String, [Step])] {
    let law = isLaw ? [] : [revocation]
    let meant = plan.entries.filter(isMeant)
    let resting = plan.entries.filter { !isMeant($0) }
    return [
      ("First the law, by authorities (--with, or --draft, where one is not enough):", law + keys),
      (
        "Then what was meant; each by who signed it, or may approve it again:", meant.flatMap(steps)
      ),
      (
        "What was not meant stays tainted, and what rests on it unless that is stood by for itself:",
        resting.flatMap(steps)
      ),
    ]
  }

  /// Whether it was signed by the key, or stood by with it.
  private func isMeant(_ entry: TaintPlan.Entry) -> Bool {
    entry.isSigned || entry.renewal != nil
  }

  private var revocation: Step {
    Step(
      purpose: "revoke", principal: nil,
      command: "entangle key revoke \(plan.lane.principal) \(plan.lane.key) --reason compromised "
        + "--after \(plan.after)", remark: "")
  }

  /// New keys for who has none left.
  private var keys: [Step] {
    var told: Set<PrincipalID> = []
    var needy: [PrincipalID] = []
    for entry in plan.entries {
      if let landing = plan.landings[entry.event.event.id] {
        needy += landing.candidates.filter(\.needsKey).map(\.principal)
      } else if plan.witness(of: entry) == .needsKey {
        needy.append(entry.event.event.body.lane.principal)
      }
    }
    return needy.filter { told.insert($0).inserted }.map { id in
      Step(
        purpose: "key", principal: nil, command: "entangle key rotate \(id) --law new-key",
        remark: "'\(id)' has no other law key; 'entangle key new new-key --use law' makes one")
    }
  }

  private func steps(_ entry: TaintPlan.Entry) -> [Step] {
    let event = entry.event.event
    let purpose = isMeant(entry) ? "renew" : "stand-by"
    let name = event.body.kind.name.rawValue
    guard entry.isLanding else {
      let signer = event.body.lane.principal
      guard plan.witness(of: entry) != .gone else {
        return [
          Step(
            purpose: "none", principal: nil, command: "",
            remark: "\(event.id): nobody can stand by it, '\(signer)' is not active")
        ]
      }
      return [
        Step(
          purpose: purpose, principal: signer, command: Self.renew(event.id, by: signer),
          remark: name)
      ]
    }
    guard let shortage = plan.landings[event.id] else { return [] }
    var persons: Set<PrincipalID> = []
    var steps: [Step] = []
    for candidate in shortage.candidates {
      let isSpare =
        Int64(persons.count) >= shortage.missing || persons.contains(candidate.person)
      persons.insert(candidate.person)
      steps.append(
        Step(
          purpose: "approve", principal: candidate.principal,
          command: Self.renew(event.id, by: candidate.principal),
          remark: "\(name), person \(candidate.person)", isSpare: isSpare))
    }
    if !shortage.canBeMet {
      steps.append(
        Step(
          purpose: "none", principal: nil, command: "",
          remark: "\(event.id): \(shortage.missing) persons must approve it, and too few could"))
    }
    return steps
  }

  private static func renew(_ event: ObjectID, by principal: PrincipalID) -> String {
    "entangle renew \(event) --as \(principal)"
  }

  /// For programs: `key`, `after`, `law` (whether it says so already), `events`, `landings` and
  /// `commands`.
  var members: [String: JSONValue] {
    let events = plan.entries.map { entry -> JSONValue in
      let event = entry.event.event
      var members: [String: JSONValue] = [
        "id": .string(event.id.hex), "kind": .string(event.body.kind.name.rawValue),
        "principal": .string(event.body.lane.principal.text),
        "sequence": .integer(event.body.sequence),
        "time": .string(event.commit.time.description), "signed": .bool(entry.isSigned),
      ]
      members["base"] = entry.base.map { .string($0.hex) }
      members["renewal"] = entry.renewal.map { .string($0.hex) }
      return .object(members)
    }
    let commands = sections.flatMap(\.1).filter { !$0.command.isEmpty }.map { step -> JSONValue in
      var members: [String: JSONValue] = [
        "purpose": .string(step.purpose), "command": .string(step.command),
        "spare": .bool(step.isSpare),
      ]
      members["as"] = step.principal.map { .string($0.text) }
      return .object(members)
    }
    return [
      "key": .string(plan.lane.description), "after": .integer(plan.after), "law": .bool(isLaw),
      "events": .array(events),
      "landings": .array(
        plan.entries.compactMap { plan.landings[$0.event.event.id] }
          .map { WhatIfRendering.document($0) }),
      "commands": .array(commands),
    ]
  }
}
