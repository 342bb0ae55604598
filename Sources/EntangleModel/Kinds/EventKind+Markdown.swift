extension EventKind {
  /// The text of `Docs/events.md`: one section for each kind, in the order of the table.
  public static var markdown: String {
    """
    # The kinds of event

    This page is made from the table of kinds (`Sources/EntangleModel/Kinds`), from which the decoder, the
    encoder and the rules are fed too. The exact form of trailers and files, and what else each kind must
    keep, is laid down in [format.md](format.md), section 3.

    """ + all.map { "\n" + $0.markdownSection }.joined()
  }

  /// The section of one kind in `Docs/events.md`.
  public var markdownSection: String {
    let lines = facts.map { "- \($0.label): \($0.text)\n" }
    return "## \(name.rawValue)\n\n\(purpose)\n\n- \(standing)\n" + lines.joined()
  }

  /// Its version, family and severity.
  public var standing: String {
    "version \(version), family \(family.rawValue), severity \(severity.rawValue)"
  }

  /// What else there is to know of it, in Markdown; nothing of what it has not.
  public var facts: [(label: String, text: String)] {
    var facts = [("signed by", signers.map(\.rawValue).joined(separator: ", "))]
    if !causeRules.isEmpty {
      facts.append(("causes", causeRules.map(\.text).joined(separator: "; then ")))
    }
    if !edges.isEmpty { facts.append(("needs", edges.map(\.text).joined(separator: "; "))) }
    if let transition {
      facts.append(("phase of the \(transition.subject.rawValue)", transition.text))
    }
    if !fields.isEmpty {
      facts.append(("trailers", fields.map { "`\($0.name.rawValue)`" }.joined(separator: ", ")))
    }
    if !files.isEmpty {
      let names = files.map { "`\($0.name)`" + ($0.isRequired ? "" : " (optional)") }
      facts.append(("files", names.joined(separator: ", ")))
    }
    return facts
  }
}

extension EventCauseRule {
  fileprivate var text: String {
    let (low, high) = (count.lowerBound, count.upperBound)
    let number =
      low == high ? "\(low)" : high - low == 1 ? "\(low) or \(high)" : "\(low) to \(high)"
    let names =
      excepted.map { "of any kind but `\($0.rawValue)`" }
      ?? "`" + kinds.map(\.rawValue).joined(separator: "` or `") + "`"
    return "\(number) \(names), \(tie.rawValue)"
  }
}

extension EventEdge {
  fileprivate var text: String {
    "\(from.rawValue) `\(relation.rawValue)` \(to.rawValue)"
      + (onlyUnasked ? ", where it has no cause" : "")
      + (exceptServices ? ", but to a service what its access list asks for" : "")
  }
}

extension WorkTransition {
  fileprivate var text: String {
    var parts: [String] = []
    let before = from.map(\.rawValue).joined(separator: ", ")
    let after = to.map(\.rawValue).joined(separator: " or ")
    if !before.isEmpty {
      parts.append(after.isEmpty ? "only while \(before)" : "\(before) to \(after)")
    }
    if let begins { parts.append("begins one as \(begins.rawValue)") }
    return parts.joined(separator: "; ")
  }
}
