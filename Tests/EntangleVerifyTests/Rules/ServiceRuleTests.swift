import EntangleModel
import Testing

@Suite struct ServiceRuleTests {
  @Test(arguments: Vector.services)
  func `a rule for services refuses its attack alone`(vector: Vector) { vector.check() }

  @Test func `a document in another form is no access list`() throws {
    let allowed = #"["builder", "lead"]"#
    func read(_ members: String...) throws -> ServiceAccess {
      let all = members + [#""schema": "entangle/service@v1""#]
      let value = try JSONValue(parsing: Array("{\(all.joined(separator: ","))}".utf8))
      return try ServiceAccess(canonical: value.encodeCanonical())
    }
    let open = try read(#""access": "public""#)
    #expect(open.list == .open && !open.decidesConnections)
    let both = try read(
      #""access": "allowlist""#, #""allowed": \#(allowed)"#, #""decidesConnections": true"#)
    #expect(both.allowed == [id("builder"), id("lead")] && both.decidesConnections)
    #expect(try read(#""decidesConnections": true"#).list == nil)
    #expect(try read(#""access": "contacts""#).list == .contacts)
    for members in [
      [], [#""access": "everybody""#], [#""access": "none""#], [#""access": null"#],
      [#""access": "public""#, #""allowed": \#(allowed)"#],
      [#""access": "public""#, #""decidesConnections": false"#],
      [#""decidesConnections": false"#], [#""allowed": \#(allowed)"#],
      [#""access": "allowlist""#], [#""access": "allowlist""#, #""allowed": []"#],
      [#""access": "allowlist""#, #""allowed": ["lead", "builder"]"#],
      [#""access": "allowlist""#, #""allowed": ["lead", "lead"]"#],
      [#""access": "allowlist""#, #""allowed": ["No Name"]"#],
      [#""access": "contacts""#, #""more": true"#],
    ] {
      #expect(throws: (any Error).self, "\(members)") {
        try read(members.joined(separator: ","))
      }
    }
  }
}

extension Vector {
  static let services: [Vector] = [
    Vector(
      "W122", "a request to a service of which nothing is said",
      twin: { plan in shop(&plan, ServiceAccess(.open, decidesConnections: false), request) },
      attack: { plan in shop(&plan, nil, request) }),
    Vector(
      "W122", "a request by a contact to a service of which nothing is said",
      twin: { plan in
        contact(&plan, true)
        shop(&plan, ServiceAccess(.contacts, decidesConnections: false), request)
      },
      attack: { plan in
        contact(&plan, true)
        shop(&plan, nil, request)
      }),
    Vector(
      "W122", "a request by one who is not on the list",
      twin: { plan in shop(&plan, only("builder"), request) },
      attack: { plan in shop(&plan, only("lead"), request) }),
    Vector(
      "W122", "a request by one who is no contact",
      twin: { plan in
        contact(&plan, true)
        shop(&plan, ServiceAccess(.contacts, decidesConnections: false), request)
      },
      attack: { plan in
        shop(&plan, ServiceAccess(.contacts, decidesConnections: false), request)
      }),
    Vector(
      "W122", "a request by a contact of once",
      twin: { plan in
        contact(&plan, true)
        shop(&plan, ServiceAccess(.contacts, decidesConnections: false), request)
      },
      attack: { plan in
        contact(&plan, false)
        shop(&plan, ServiceAccess(.contacts, decidesConnections: false), request)
      }),
    Vector(
      "W122", "a request that rests on an introduction",
      twin: { plan in introduced(&plan, only("builder")) },
      attack: { plan in introduced(&plan, only("lead")) }),
    Vector(
      "W122", "a request to a service that may not act",
      twin: { plan in shop(&plan, ServiceAccess(.open, decidesConnections: false), request) },
      attack: { plan in
        shop(&plan, ServiceAccess(.open, decidesConnections: false)) { story in
          story.setStatus("shop", .suspended)
          story.connect(.builder, "shop")
        }
      }),
    Vector(
      "W122", "a request of a service to itself",
      twin: { plan in shop(&plan, ServiceAccess(.open, decidesConnections: false), request) },
      attack: { plan in
        shop(&plan, ServiceAccess(.open, decidesConnections: true)) { $0.connect(.shop, "shop") }
      }),
    Vector(
      "W122", "a request accepted by a service that may decide no more",
      twin: { plan in
        later(&plan, only("lead", decides: true), nil) { story, request in
          story.tell(.connectionVerdict, by: .shop, [request], [.decision: .word("rejected")])
        }
      },
      attack: { plan in
        later(&plan, only("lead", decides: true), nil) { $0.decide(.shop, $1) }
      }),
    Vector(
      "W122", "a question over a connection from which the law has taken one",
      twin: { plan in
        later(&plan, only("builder", "lead"), only("builder")) { $0.ask(.builder, "shop", [$1]) }
      },
      attack: { plan in
        later(&plan, only("builder", "lead"), only("lead")) { $0.ask(.builder, "shop", [$1]) }
      }),
    Vector(
      "W122", "a question over a connection that the law has ended, by who was let in",
      twin: { plan in
        later(&plan, only("builder", "lead"), only("lead")) { $0.ask(.shop, "builder", [$1]) }
      },
      attack: { plan in
        later(&plan, only("builder", "lead"), only("lead")) { $0.ask(.builder, "shop", [$1]) }
      }),
    Vector(
      "W122", "a question over a connection where a verdict would be due by now",
      twin: { plan in
        later(&plan, only("builder", "lead", decides: true), only("builder", decides: true)) {
          $0.ask(.builder, "shop", [$1])
        }
      },
      attack: { plan in
        later(&plan, only("builder", "lead", decides: true), only("lead", decides: true)) {
          $0.ask(.builder, "shop", [$1])
        }
      }),
    Vector(
      "W122", "a question over a connection that was accepted",
      twin: { plan in
        later(&plan, only("lead", decides: true), only("ada", decides: true), isDecided: true) {
          $0.ask(.builder, "shop", [$1])
        }
      },
      attack: { plan in
        later(&plan, only("lead", decides: true), only("lead"), isDecided: true) {
          $0.ask(.builder, "shop", [$1])
        }
      }),
    Vector(
      "A104", "a request under an older access list",
      twin: { plan in cutOff(&plan, only("builder", "lead"), only("builder")) },
      attack: { plan in cutOff(&plan, only("builder", "lead"), only("lead")) }),
    Vector(
      "A104", "a request let in by an older list, where a verdict is due by now",
      twin: { plan in
        cutOff(&plan, only("builder", "lead", decides: true), only("builder", decides: true))
      },
      attack: { plan in
        cutOff(&plan, only("builder", "lead", decides: true), only("lead", decides: true))
      }),
    Vector(
      "A104", "a verdict under an older access list",
      twin: { plan in overruled(&plan, "rejected") },
      attack: { plan in overruled(&plan, "accepted") }),
    Vector(
      "W101", "a request of one's own, on which nobody has decided, used as a connection",
      twin: { plan in
        shop(&plan, only("builder", decides: true)) {
          $0.ask(.builder, "shop", [$0.connect(.builder, "shop")])
        }
      },
      attack: { plan in
        shop(&plan, only("lead", decides: true)) {
          $0.ask(.builder, "shop", [$0.connect(.builder, "shop")])
        }
      }),
    Vector(
      "W101", "a connection with one service used for another",
      twin: { plan in
        shop(&plan, only("builder")) { $0.ask(.builder, "shop", [$0.connect(.builder, "shop")]) }
      },
      attack: { plan in
        shop(&plan, only("builder")) { $0.ask(.builder, "lead", [$0.connect(.builder, "shop")]) }
      }),
    Vector(
      "W101", "a connection of somebody else",
      twin: { plan in
        shop(&plan, only("builder", "lead")) {
          $0.ask(.builder, "shop", [$0.connect(.builder, "shop")])
        }
      },
      attack: { plan in
        shop(&plan, only("builder", "lead")) {
          $0.ask(.builder, "shop", [$0.connect(.lead, "shop")])
        }
      }),
    Vector(
      "W101", "a verdict for a service by somebody else",
      twin: { plan in decided(&plan) { $0.decide(.shop, $1) } },
      attack: { plan in decided(&plan) { $0.decide(.lead, $1) } }),
    Vector(
      "W115", "a verdict on a request that was let in",
      twin: { plan in decided(&plan) { $0.decide(.shop, $1) } },
      attack: { plan in
        shop(&plan, only("builder", decides: true)) {
          $0.decide(.shop, $0.connect(.builder, "shop"))
        }
      }),
    Vector(
      "W115", "a question over a connection that was let in and is closed",
      twin: { plan in
        shop(&plan, only("builder")) { $0.ask(.builder, "shop", [$0.connect(.builder, "shop")]) }
      },
      attack: { plan in
        shop(&plan, only("builder")) { story in
          let request = story.connect(.builder, "shop")
          story.close(.builder, request)
          story.ask(.builder, "shop", [request])
        }
      }),
    Vector(
      "T131", "the access list of a worker",
      twin: { plan in shop(&plan, only("lead")) },
      attack: { plan in
        shop(&plan, only("lead"))
        plan.state(1) { $0.services[id("builder")] = only("lead") }
      }),
    Vector(
      "T131", "the access list of nobody",
      twin: { plan in shop(&plan, only("lead")) },
      attack: { plan in
        shop(&plan, only("lead"))
        plan.state(1) { $0.services[id("store")] = only("lead") }
      }),
    Vector(
      "T131", "a service that lets in itself",
      twin: { plan in shop(&plan, only("lead")) },
      attack: { plan in shop(&plan, only("lead", "shop")) }),
    Vector(
      "T119", "an access list that names nobody",
      twin: { plan in shop(&plan, only("lead")) },
      attack: { plan in shop(&plan, only("lead", "lena")) }),
    Vector(
      "T105", "an access list without a list",
      twin: { plan in shop(&plan, only("lead")) },
      attack: { plan in
        shop(&plan, only("lead"))
        plan.state(1) {
          $0.files[ServiceAccess.path(id("shop"))] =
            JSONValue.object(["schema": .string("entangle/service@v1")]).encodeCanonical()
        }
      }),
  ]

  /// A service of which the law says so from the founding on, and what is done in the end.
  static func shop(
    _ plan: inout Plan, _ access: ServiceAccess?,
    _ act: (@Sendable (inout Story) -> Void)? = nil
  ) {
    plan.state(1) {
      $0.principals.append(
        Story.principal("shop", .service, [(TestKey(15), [.law])], person: "sid"))
      $0.services[id("shop")] = access
    }
    if let act { plan.finally(act) }
  }

  /// An allowlist.
  private static func only(_ names: String..., decides: Bool = false) -> ServiceAccess? {
    ServiceAccess(.allowlist(names.map { id($0) }), decidesConnections: decides)
  }

  private static let request: @Sendable (inout Story) -> Void = { $0.connect(.builder, "shop") }

  /// An edge from the builder to the service.
  private static func contact(_ plan: inout Plan, _ isEnabled: Bool) {
    plan.state(1) {
      $0.edges[Edge(from: id("builder"), relation: .contacts, to: id("shop"))] = isEnabled
    }
  }

  /// The builder is told of the service, and asks it.
  private static func introduced(_ plan: inout Plan, _ access: ServiceAccess?) {
    plan.state(1) {
      $0.edges[Edge(from: id("lead"), relation: .contacts, to: id("builder"))] = true
    }
    shop(&plan, access) { story in
      let introduction = story.tell(
        .introduction, by: .lead, [], [.to: .id(id("builder")), .peer: .id(id("shop"))])
      story.connect(.builder, "shop", [introduction])
    }
  }

  /// A request that the service has to decide on.
  private static func decided(
    _ plan: inout Plan, _ act: @escaping @Sendable (inout Story, ObjectReference) -> Void
  ) {
    shop(&plan, only("lead", decides: true)) { story in
      act(&story, story.connect(.builder, "shop"))
    }
  }

  /// The builder has a connection with the service, or a request for one; then the law says something
  /// else of the service.
  private static func later(
    _ plan: inout Plan, _ before: ServiceAccess?, _ after: ServiceAccess?, isDecided: Bool = false,
    _ act: @escaping @Sendable (inout Story, ObjectReference) -> Void
  ) {
    shop(&plan, before) { story in
      var connection = story.connect(.builder, "shop")
      if isDecided { connection = story.decide(.shop, connection) }
      story.cut { $0.services[id("shop")] = after }
      act(&story, connection)
    }
  }

  /// The service decides after it may decide no more, and names the state before.
  private static func overruled(_ plan: inout Plan, _ decision: String) {
    shop(&plan, only("lead", decides: true)) { story in
      let request = story.connect(.builder, "shop")
      let old = sure(story.states.last).name
      story.cut { $0.services[id("shop")] = only("lead") }
      let time = sure(story.lanes.values.map(\.time).max()?.adding(seconds: 10))
      var draft = story.event(
        .connectionVerdict, by: .shop, at: time, causes: [request],
        [.decision: .word(decision)])
      draft.trust = old
      story.append(draft)
    }
  }

  /// The builder asks the service after its access list has changed, and names the state before.
  private static func cutOff(
    _ plan: inout Plan, _ before: ServiceAccess?, _ after: ServiceAccess?
  ) {
    shop(&plan, before) { story in
      let old = sure(story.states.last).name
      story.cut { $0.services[id("shop")] = after }
      let time = sure(story.lanes.values.map(\.time).max()?.adding(seconds: 10))
      var draft = story.event(
        .connectionRequest, by: .builder, at: time,
        [.to: .id(id("shop")), .expires: .time(sure(time.adding(seconds: 100)))])
      draft.trust = old
      story.append(draft)
    }
  }
}

extension Signer {
  static let shop = Signer("shop", TestKey(15))
}
