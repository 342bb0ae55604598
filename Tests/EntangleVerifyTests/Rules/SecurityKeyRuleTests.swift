import EntangleModel
import EntangleVerify
import Testing

@Suite("Security keys") struct SecurityKeyRuleTests {
  @Test("a rule refuses its attack alone", arguments: Vector.securityKeys)
  func rule(vector: Vector) { vector.check() }

  @Test("they sign states, events and code")
  func everything() {
    let (ada, lead, code) = (
      TestKey(20, application: "ssh:"), TestKey(21, application: "ssh:lead"),
      TestKey(22, application: "ssh:code")
    )
    var plan = Plan()
    for version in 1...2 {
      plan.state(version) {
        $0.replace("ada") { _ in Story.principal("ada", .authority, [(ada, [.law])]) }
        $0.replace("lead") { _ in Story.principal("lead", .user, [(lead, [.law])], person: "lee") }
        $0.replace("builder") { _ in
          Story.principal("builder", .worker, [(.builder, [.law]), (code, [.code])], person: "bo")
        }
        $0.signers = [Signer("ada", ada), .ben]
        $0.publisher = Signer("ada", ada)
      }
    }
    plan.code { $0.key = code }
    for (step, counter) in [(Step.request, 1), (.workRequest, 2), (.land, 9)] as [(Step, UInt32)] {
      plan.event(step) { draft, story in
        let signer = Signer("lead", lead)
        let head = story.lanes[signer.lane]
        let first = sure(head?.reference ?? story.enrolments[lead.publicKey])
        (draft.signer, draft.lane, draft.key) = (signer, signer.lane, lead)
        (draft.sequence, draft.chain) = ((head?.sequence ?? 0) + 1, first.digest)
        (draft.firstParent, draft.ref) = (first.id, signer.lane.ref)
        draft.saying = touched(counter)
      }
    }
    let report = Story(plan).report()
    #expect(report.verdict == .verified, "\(report.findings)")
  }
}

extension Vector {
  static let securityKeys: [Vector] = [
    said("S101", "nobody touched it", [touched(7)], [data(0x00, 7)]),
    said("S101", "a person was verified who did not touch it", [data(0x05, 7)], [data(0x04, 7)]),
    edited("S101", "a counter changed after signing", twin: [0, 0, 0, 7], attack: [0, 0, 0, 8]),
    edited("S103", "a flag that says that more follows", offset: 5, twin: [0x01], attack: [0x41]),
    edited("S103", "a flag of no meaning", offset: 5, twin: [0x01], attack: [0x03]),
    Vector(
      "S103", "a signature without flags and counter",
      twin: { plan in requests(&plan, [touched(7)]) },
      attack: { plan in
        requests(&plan, [touched(7)]) { draft in
          draft.editArmour = { armour in
            armour = Vector.armour(armour) { blob in
              // The signature's length comes before its 103 bytes.
              let head = Array(blob.dropLast(107))
              return head + sshString(Array(blob.suffix(103).dropLast(5)))
            }
          }
        }
      }),
    said(
      "S104", "a counter that stands still", [touched(7), touched(8)], [touched(7), touched(7)]),
    said(
      "S104", "a counter that runs backwards", [touched(7), touched(.max)],
      [touched(7), touched(6)]),
    said(
      "S104", "a counter that counts no more", [touched(0), touched(0)], [touched(7), touched(0)]),
    Vector(
      "T117", "a security key for artifacts",
      twin: { plan in enrol(&plan, [.law]) }, attack: { plan in enrol(&plan, [.artifact]) }),
  ]

  private static func data(_ flags: UInt8, _ counter: UInt32) -> AuthenticatorData {
    sure(AuthenticatorData(flags: flags, counter: counter))
  }

  /// What the security key of a user says of each event of its lane.
  private static func said(
    _ code: String, _ name: String, _ twin: [AuthenticatorData], _ attack: [AuthenticatorData]
  ) -> Vector {
    Vector(
      code, name, twin: { plan in requests(&plan, twin) },
      attack: { plan in requests(&plan, attack) })
  }

  /// Changes bytes of the signature, so many before its end, that says that the counter is 7.
  private static func edited(
    _ code: String, _ name: String, offset: Int = 4, twin: [UInt8], attack: [UInt8]
  ) -> Vector {
    @Sendable func change(_ plan: inout Plan, _ bytes: [UInt8]) {
      requests(&plan, [touched(7)]) { draft in
        draft.editArmour = { armour in
          armour = Vector.armour(armour) { blob in
            Array(blob.dropLast(offset)) + bytes + Array(blob.suffix(offset - bytes.count))
          }
        }
      }
    }
    return Vector(
      code, name, twin: { plan in change(&plan, twin) }, attack: { plan in change(&plan, attack) })
  }

  private static func enrol(_ plan: inout Plan, _ uses: Set<KeyUse>) {
    plan.state(1) {
      $0.principals.append(Story.principal("late", .user, [(.security, uses)]))
      $0.edges[Edge(from: id("late"), relation: .delegates, to: id("builder"))] = true
    }
  }

  /// A user `late` with a security key, who asks once for each thing that it says.
  private static func requests(
    _ plan: inout Plan, _ said: [AuthenticatorData],
    _ edit: @escaping @Sendable (inout EventDraft) -> Void = { _ in }
  ) {
    enrol(&plan, [.law])
    plan.finally { story in
      for (index, saying) in said.enumerated() {
        var draft = story.event(
          .taskRequest, by: Signer("late", .security), at: at(500 + Int64(index)),
          [.to: .id(id("builder")), .input: .commit(story.base)],
          files: ["brief": Array("More.\n".utf8)])
        draft.saying = saying
        edit(&draft)
        story.append(draft)
      }
    }
  }
}
