import EntangleModel
import EntangleVerify
import Testing

@Suite struct ImportRuleTests {
  @Test(arguments: Vector.imports + Vector.peers)
  func `what another host bans is taken in by rules`(
    vector: Vector
  ) { vector.check() }

  private static func story(
    law: @escaping @Sendable (inout StateDraft) -> Void = { _ in },
    _ act: @escaping @Sendable (inout Story) -> Void
  ) -> Story {
    Vector.story { plan in
      plan.believing()
      plan.state(1, law)
      plan.finally(act)
    }
  }

  private static func ban(
    _ story: Story, of pusher: String?, lanes: [Lane] = [], at moment: Timestamp? = nil
  ) -> Int64? {
    bar(story, of: pusher, lanes: lanes, at: moment)?.row.entry.sequence
  }

  private static func bar(
    _ story: Story, of pusher: String?, lanes: [Lane] = [], at moment: Timestamp? = nil
  ) -> Denylist.Bar? {
    let reader = DenylistReader(objects: story.objects, cryptography: story.cryptography)
    let list = sure(reader.denylist(at: sure(story.refs[DenylistEntry.ref])))
    let law = story.report().judgement?.chain.newest?.state
    return list.ban(
      of: pusher.map { id($0) }, lanes: lanes, at: moment ?? at(600),
      cryptography: story.cryptography, law: { law })
  }

  @Test func `an imported ban is of who has the keys here, while the law believes the host`() {
    let north = Self.story { story in story.take(1) }
    #expect(north.report().verdict == .verified, "\(north.report().findings)")
    #expect(Self.ban(north, of: "builder") == 1)
    #expect(Self.ban(north, of: nil, lanes: [Signer.builder.lane]) == 1)
    #expect(Self.ban(north, of: "lead") == nil)
    #expect(Self.ban(north, of: "builder", at: sure(at(500).adding(seconds: day))) == nil)
    // Of a principal whose name here is another.
    let renamed = Self.story { draft in
      draft.edges = draft.edges.filter { $0.key.to != id("builder") }
      draft.replace("builder") { old in
        Principal(
          id: id("mason"), kind: old.kind, keys: old.keys, person: old.person, tenant: old.tenant)
      }
      draft.principals.append(Story.principal("builder", .worker, [(.other, [.law])]))
    } _: { story in
      story.take(1)
    }
    #expect(Self.ban(renamed, of: "mason") == 1)
    #expect(Self.bar(renamed, of: "mason")?.subject == BannedSubject(id("mason")))
    #expect(Self.bar(renamed, of: "mason")?.row.subject.hasPrefix("builder@") == true)
    #expect(Self.ban(renamed, of: "builder") == nil)
    let later = Self.story { story in
      story.take(1)
      story.cut { $0.peers = [:] }
    }
    #expect(later.report().verdict == .verified, "\(later.report().findings)")
    #expect(Self.ban(later, of: "builder") == nil)
  }

  @Test func `a ban of a key bars its lane, and a lift from there lifts`() {
    let story = Self.story { story in
      story.take(2)
      story.take(1)
      story.take(3)
    }
    let report = story.report()
    #expect(report.verdict == .verified && report.checked["denylist"] == 3, "\(report.findings)")
    #expect(Self.ban(story, of: "lead") == nil)
    #expect(Self.ban(story, of: nil, lanes: [Signer.lead.lane]) == 1)
    #expect(Self.ban(story, of: "builder") == nil)
  }

  @Test func `nobody who becomes an authority is kept out`() {
    let story = Self.story { story in
      story.take(1)
      story.cut { draft in
        draft.principals.append(Story.principal("zoe", .authority, [(.spare, [.law])]))
        draft.signers.append(Signer("zoe", .spare))
      }
    }
    #expect(story.report().verdict == .verified, "\(story.report().findings)")
    #expect(Self.ban(story, of: "zoe") == nil)
    #expect(Self.ban(story, of: "builder") == 1)
  }
}

extension Vector {
  /// An entry is taken in otherwise than it should be.
  private static func taken(
    _ code: String, _ name: String, _ number: Int = 1, of foreign: Story = .foreign,
    also: Set<String> = [],
    twin: @escaping @Sendable (inout EntryForm) -> Void = { _ in },
    _ edit: @escaping @Sendable (inout EntryForm) -> Void
  ) -> Vector {
    func plan(_ edit: @escaping @Sendable (inout EntryForm) -> Void) -> Change {
      { plan in
        plan.believing(foreign)
        plan.finally { story in
          story.deny()
          story.take(number, of: foreign, edit)
        }
      }
    }
    return Vector(code, name, also: also, twin: plan(twin), attack: plan(edit))
  }

  /// What is done under a law that believes a host.
  private static func under(
    _ code: String, _ name: String, of foreign: Story = .foreign,
    twin: @escaping @Sendable (inout Story) -> Void,
    attack: @escaping @Sendable (inout Story) -> Void
  ) -> Vector {
    Vector(
      code, name,
      twin: { plan in
        plan.believing(foreign)
        plan.finally(twin)
      },
      attack: { plan in
        plan.believing(foreign)
        plan.finally(attack)
      })
  }

  private static let wrongDigest = sure(SHA256Digest(hex: String(repeating: "5", count: 64)))

  /// A list on which the builder is banned, for that long, from then on.
  private static func list(
    from start: Int64 = 500, seconds: Int64
  ) -> Story {
    Story.foreignStory { story in
      story.deny { form in
        form.time = at(start)
        form.ban(expires: at(start + seconds))
      }
      story.receive { $0.time = at(start) }
    }
  }

  private static func banning(_ name: String) -> Story {
    Story.foreignStory { story in
      story.deny { $0.ban(BannedSubject(id(name))) }
      story.receive()
    } law: { draft in
      draft.principals.append(Story.principal("hal", .operator, [(.spare, [.law])]))
    }
  }

  private static func withZoe(_ foreign: Story) -> Change {
    { plan in
      plan.believing(foreign)
      plan.state(1) { draft in
        draft.principals.append(Story.principal("zoe", .authority, [(.spare, [.law])]))
        draft.signers.append(Signer("zoe", .spare))
      }
      plan.finally { story in story.take(1, of: foreign) }
    }
  }

  static let imports = proofs + forms + places

  private static let forms: [Vector] = [
    taken("D101", "an imported entry with a file more") { $0.files["note"] = [0x0a] },
    taken("D101", "an imported entry without the receipt") {
      $0.files[ImportedFile.receipt] = nil
    },
    under("D101", "an imported lift with somebody's document") { story in
      story.take(1)
      story.take(3)
    } attack: { story in
      story.take(1)
      story.take(3) { $0.files[ImportedFile.principal] = [0x0a] }
    },
    taken("D101", "a host that is no key id") { form in
      form.editPayload = {
        $0 = Array(
          String(decoding: $0, as: UTF8.self).replacing("\nHost: ", with: "\nHost: x").utf8)
      }
    },
    Vector(
      "D105", "an entry of tomorrow imported",
      twin: { plan in
        let foreign = list(from: 620, seconds: 60)
        plan.believing(foreign)
        plan.finally { story in story.take(1, of: foreign) { $0.time = at(500) } }
      },
      attack: { plan in
        let foreign = list(from: 621, seconds: 60)
        plan.believing(foreign)
        plan.finally { story in story.take(1, of: foreign) { $0.time = at(500) } }
      }),
    Vector(
      "D107", "a key of an authority here, banned elsewhere",
      twin: withZoe(banning("builder")), attack: withZoe(banning("hal"))),
    Vector(
      "D108", "no evidence elsewhere either, and a day and a second",
      twin: { plan in
        let foreign = list(seconds: day)
        plan.believing(foreign)
        plan.finally { story in story.take(1, of: foreign) }
      },
      attack: { plan in
        let foreign = list(seconds: day + 1)
        plan.believing(foreign)
        plan.finally { story in story.take(1, of: foreign) }
      }),
  ]

  private static let places: [Vector] = [
    under("D109", "a lift of what was not imported") { story in
      story.take(1)
      story.take(3)
    } attack: { story in
      story.take(2)
      story.take(3)
    },
    under("D109", "an import lifted here and then there") { story in
      story.take(1)
      story.take(2)
      story.lift(2)
      story.take(3)
    } attack: { story in
      story.take(1)
      story.lift(1)
      story.take(3)
    },
    under("D112", "an entry imported again after it was lifted") { story in
      story.take(1)
      story.lift(1)
      story.take(2)
    } attack: { story in
      story.take(1)
      story.lift(1)
      story.take(1)
    },
    Vector(
      "D111", "an entry of a repository that is no peer",
      twin: { plan in
        plan.believing()
        plan.finally { $0.take() }
      },
      attack: { plan in plan.finally { $0.take() } }),
    Vector(
      "D111", "a receipt by a key that the peer does not have",
      twin: { plan in
        plan.believing()
        plan.finally { $0.take() }
      },
      attack: { plan in
        plan.state(1) {
          $0.peers["north"] = Peer(keys: [TestKey.other.publicKey], repository: Story.foreign.root)
        }
        plan.finally { $0.take() }
      }),
    under("D111", "an import after the host is believed no more") { story in
      story.take(1)
      story.cut { $0.peers = [:] }
    } attack: { story in
      story.cut { $0.peers = [:] }
      story.take(1)
    },
  ]

  private static let proofs: [Vector] = [
    taken("D110", "an entry that its reporter has not signed") { form in
      form.files[ImportedFile.entry] = form.files[ImportedFile.entry].map {
        Array(
          String(decoding: $0, as: UTF8.self).replacing("Reason: flood", with: "Reason: abuse").utf8
        )
      }
    },
    taken("D110", "something that is no entry") { $0.files[ImportedFile.entry] = [0x0a] },
    taken("D110", "another number than it has") { form in
      form.imported(
        origin: ImportedEntry.Origin(repository: Story.foreign.root, sequence: 2))
    },
    taken("D110", "another digest than it has") { $0.imported(digest: wrongDigest) },
    taken("D110", "another end than it has") { form in
      form.importedBan { ban, keys in
        (
          Ban(
            subject: ban.subject, reason: ban.reason, evidence: ban.evidence,
            expires: ban.expires?.adding(seconds: -1)), keys
        )
      }
    },
    taken("D110", "a key of somebody else among those banned") { form in
      form.importedBan { ban, keys in (ban, (keys + [Signer.lead.lane.key]).sorted()) }
    },
    taken("D110", "a key left out") { form in
      form.importedBan { ban, keys in (ban, Array(keys.dropLast())) }
    },
    taken("D110", "a ban taken for a lift", also: ["D109"]) { form in
      form.imported(content: .lift(1))
      form.files = form.files.filter {
        [ImportedFile.entry, ImportedFile.receipt, ImportedFile.later(1)].contains($0.key)
      }
    },
    taken("D110", "an entry that no receipt names") { form in
      form.files[ImportedFile.later(1)] = nil
    },
    taken("D110", "one behind it that does not follow") { form in
      form.files[ImportedFile.later(1)] = form.files[ImportedFile.entry]
    },
    taken("D110", "one behind it that is none") { $0.files[ImportedFile.later(1)] = [0x0a] },
    taken("D110", "a receipt of another move") { form in
      form.files[ImportedFile.receipt] =
        sure(Story.foreign.objects.table[Story.foreign.receipts[1].id]).content
    },
    taken("D110", "a receipt that is none") { $0.files[ImportedFile.receipt] = [0x0a] },
    Vector(
      "D110", "a receipt that the host has not signed",
      twin: { plan in
        plan.believing(list(seconds: 60))
        plan.finally { story in story.take(1, of: list(seconds: 60)) }
      },
      attack: { plan in
        let foreign = Story.foreignStory { story in
          story.deny { $0.ban(expires: at(560)) }
          story.receive { $0.key = .other }
        }
        plan.believing(foreign)
        plan.finally { story in story.take(1, of: foreign) }
      }),
    taken("D110", "the statement of another state") { form in
      form.files[ImportedFile.statement] = Array("x\n".utf8)
    },
    taken("D110", "another list of files") { form in
      form.files[ImportedFile.contents, default: []] += [0x0a]
    },
    taken("D110", "the document of somebody else") { form in
      form.files[ImportedFile.principal, default: []] += [0x0a]
    },
    taken("D110", "other evidence than is bound", 2) { form in
      form.files[DenylistEntry.evidenceName] = [0x0a]
    },
  ]

  private static func peer(_ edit: @escaping @Sendable (inout StateDraft, Story) -> Void) -> Change
  {
    { plan in plan.state(2, edit) }
  }

  static let peers: [Vector] = [
    Vector(
      "T135", "this repository as its own peer",
      twin: peer { draft, _ in draft.peers["north"] = Story.foreign.asPeer },
      attack: peer { draft, story in draft.peers["north"] = story.asPeer }),
    Vector(
      "T135", "a peer under two names",
      twin: peer { draft, _ in
        draft.peers["north"] = Story.foreign.asPeer
        draft.peers["south"] = list(seconds: 1).asPeerOfOther
      },
      attack: peer { draft, _ in
        draft.peers["north"] = Story.foreign.asPeer
        draft.peers["south"] = Peer(
          keys: [TestKey.other.publicKey], repository: Story.foreign.root)
      }),
    Vector(
      "T105", "a peer without a key",
      twin: peer { draft, _ in
        draft.files["peers/north.json"] = document(TestKey.host.publicKey.text)
      },
      attack: peer { draft, _ in draft.files["peers/north.json"] = document(nil) }),
    Vector(
      "T105", "a peer's key in a device",
      twin: peer { draft, _ in
        draft.files["peers/north.json"] = document(TestKey.host.publicKey.text)
      },
      attack: peer { draft, _ in
        draft.files["peers/north.json"] = document(TestKey.security.publicKey.text)
      }),
    Vector(
      "T127", "another host believed by an operator alone",
      twin: { plan in
        plan.believing()
        plan.finally { story in
          story.addOperator(.operator)
          story.cut { draft in
            (draft.signers, draft.publisher) = ([.hal], .hal)
            draft.peers = [:]
          }
        }
      },
      attack: { plan in
        plan.believing()
        plan.finally { story in
          story.addOperator(.owner)
          story.cut { draft in
            (draft.signers, draft.publisher) = ([.hal], .hal)
            draft.peers["north"] = Peer(
              keys: [TestKey.host.publicKey, TestKey.other.publicKey],
              repository: Story.foreign.root)
          }
        }
      }),
  ]

  private static func document(_ key: String?) -> [UInt8] {
    JSONValue.object([
      "keys": .array([key].compactMap { $0 }.map { .string($0) }),
      "repository": .string(Story.foreign.root.hex), "schema": .string("entangle/peer@v1"),
    ]).encodeCanonical()
  }
}

extension Story {
  /// A peer of the same key and another id.
  fileprivate var asPeerOfOther: Peer {
    Peer(
      keys: [TestKey.host.publicKey],
      repository: sure(SHA256Digest(hex: String(repeating: "4", count: 64))))
  }
}
