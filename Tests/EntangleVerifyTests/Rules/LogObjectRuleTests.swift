import EntangleModel
import EntangleVerify
import Testing

/// Objects of the host's log and of the denylist that are not there, or are others than their names say.
@Suite struct LogObjectRuleTests {
  @Test(arguments: Vector.logObjects) func `nobody can know what is not there`(vector: Vector) {
    vector.check()
  }

  @Test func `the newest head is that of the log's newest receipt`() {
    var story = Vector.story { plan in
      plan.hosted { story in
        story.say(at: 500)
        story.receive()
      }
    }
    #expect(newestHead(story) == story.receipts[1].head)
    story.refs[Epoch.ref(1)] = story.receipts[0].id
    #expect(newestHead(story) == story.receipts[0].head)
    story.refs[Epoch.ref(1)] = nil
    #expect(newestHead(story) == nil)
    story.refs[Epoch.ref(1)] = story.states[1].reference.id
    #expect(newestHead(story) == nil)
    #expect(newestHead(Story()) == nil)
  }

  @Test func `nothing that the host has not signed is its head`() {
    let forged = Vector.story { plan in
      plan.host()
      plan.finally { story in story.receive { $0.key = .other } }
    }
    #expect(newestHead(forged) == nil)
    let elsewhere = Vector.story { plan in
      plan.host()
      plan.finally { story in
        story.receive { $0.place = ReceiptHead.Place(epoch: 2, sequence: 1) }
      }
    }
    #expect(newestHead(elsewhere) == nil)
    var planted = Vector.story { plan in
      plan.hosted { story in
        story.say(at: 500)
        story.receive()
      }
    }
    let first = sure(planted.objects.table[planted.receipts[0].id])
    planted.objects.plant(first, as: planted.receipts[1].id)
    #expect(newestHead(planted) == nil)
  }

  @Test func `the newest head is of the newest epoch that has a receipt`() {
    let story = Vector.story { plan in
      plan.hosted { story in story.newEpoch(after: story.receipts[0]) }
    }
    #expect(newestHead(story) == story.receipts[0].head)
    let later = Vector.story { plan in
      plan.hosted { story in
        story.newEpoch(after: story.receipts[0])
        story.receive(epoch: 2)
      }
    }
    #expect(newestHead(later) == later.receipts[1].head)
  }

  private func newestHead(_ story: Story) -> SignedHead? {
    sure(story.report().judgement).chain.newestHead(
      story.refs, objects: story.objects, cryptography: story.cryptography)
  }
}

extension Vector {
  /// Something is done to a log of three receipts.
  private static func logged(
    _ code: String, _ name: String, severity: Severity = .refused,
    _ edit: @escaping @Sendable (inout Story) -> Void
  ) -> Vector {
    func plan(_ edit: @escaping @Sendable (inout Story) -> Void) -> Change {
      { plan in
        plan.hosted { story in
          for seconds in [500, 600] {
            story.say(at: Int64(seconds))
            story.receive()
          }
          edit(&story)
        }
      }
    }
    return Vector(code, name, severity: severity, twin: plan { _ in }, attack: plan(edit))
  }

  /// Something is done to an entry whose evidence is kept.
  private static func kept(
    _ code: String, _ name: String, severity: Severity = .refused,
    _ edit: @escaping @Sendable (inout Story) -> Void
  ) -> Vector {
    func plan(_ edit: @escaping @Sendable (inout Story) -> Void) -> Change {
      { plan in
        plan.finally { story in
          let digest = story.cryptography.sha256(Story.evidence)
          story.deny { form in
            form.ban(evidence: .kept(digest), expires: .some(nil))
            form.files = [DenylistEntry.evidenceName: Story.evidence]
          }
          edit(&story)
        }
      }
    }
    return Vector(code, name, severity: severity, twin: plan { _ in }, attack: plan(edit))
  }

  static let logObjects: [Vector] = [
    logged("O101", "a receipt that is not there", severity: .undecided) { story in
      story.objects.remove(story.receipts[1].id)
    },
    logged("O102", "a receipt under the name of another") { story in
      let other = sure(story.objects.table[story.receipts[2].id])
      story.objects.plant(other, as: story.receipts[1].id)
    },
    logged("J101", "a receipt that is a file") { story in
      story.refs[Epoch.ref(1)] = story.objects.add(.blob, Story.evidence)
    },
    logged("O102", "a receipt beyond the bound") { story in
      story.refs[Epoch.ref(1)] = story.objects.add(
        .commit,
        sure(story.objects.table[story.receipts[2].id]).content
          + [UInt8](repeating: 0x78, count: 4 * 1024 * 1024))
    },
    kept("O101", "evidence that is not there", severity: .undecided) { story in
      story.objects.remove(story.objects.add(.blob, Story.evidence))
    },
    kept("D101", "evidence under the name of another") { story in
      let id = story.objects.add(.blob, Story.evidence)
      story.objects.plant(RawObject(type: .blob, content: [0x78]), as: id)
    },
    kept("O101", "the tree of the evidence not there", severity: .undecided) { story in
      story.objects.remove(story.objects.addTree([DenylistEntry.evidenceName: Story.evidence]))
    },
  ]
}
