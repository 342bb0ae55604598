internal import EntangleModel

/// What is compared between trust states alone.
extension GraphDifference {
  static func threshold(_ law: TrustState) -> Members {
    ["threshold": [("persons", .number(law.repository.threshold))]]
  }

  static func recovery(_ law: TrustState, _ cryptography: any Cryptography) -> Members {
    guard let set = law.repository.recovery else { return [:] }
    return [
      "set": [
        ("threshold", .number(set.threshold)),
        ("keys", .list(set.keys.map { "\(cryptography.keyID($0))" })),
      ]
    ]
  }

  static func beginnings(_ law: TrustState) -> Members {
    law.repository.baseline.reduce(into: [:]) { members, entry in
      members[displayText(entry.key.bytes)] = [("commit", .text(entry.value.id.hex))]
    }
  }

  static func bridges(_ law: TrustState) -> Members {
    law.bridges.reduce(into: [:]) { members, bridge in
      members[bridge.description] = [("tenants", .text("joined"))]
    }
  }

  static func epochs(_ law: TrustState) -> Members {
    law.epochs.reduce(into: [:]) { members, entry in
      let (number, epoch) = entry
      members["\(number)"] = [
        ("host", .text(epoch.host.text)), ("key", .text(epoch.key.text)),
        ("after", .text("\(epoch.after.sequence):\(epoch.after.digest)")),
        (
          "silence", .text(epoch.longestSilence.map { "at most \($0) seconds" } ?? "none")
        ),
      ]
    }
  }

  static func peers(_ law: TrustState, _ cryptography: any Cryptography) -> Members {
    law.peers.reduce(into: [:]) { members, entry in
      members[entry.key.text] = [
        ("repository", .text(entry.value.repository.hex)),
        ("keys", .list(entry.value.keys.map { "\(cryptography.keyID($0))" })),
      ]
    }
  }

  static func redactions(_ law: TrustState) -> Members {
    law.redactions.reduce(into: [:]) { members, entry in
      let (number, redaction) = entry
      members["\(number)"] = [
        ("reason", .text(redaction.reason.rawValue)),
        (
          "move",
          .text(redaction.move.map { "\($0.ref) from \($0.old.id) to \($0.new.id)" } ?? "none")
        ),
        ("withholds", .list(redaction.withheld.map { "\($0.id)" })),
      ]
    }
  }
}
