extension EventKind {
  /// The text of `Docs/events.md`: one section for each kind, in the order of the table.
  public static var markdown: String {
    """
    # The kinds of event

    This page is made from the table of kinds (`Sources/EntangleModel/Kinds`), from which the decoder, the
    encoder and the rules are fed too. The exact form of trailers and files, and what else each kind must
    keep, is laid down in [format.md](format.md), section 3.

    """ + all.map(\.section).joined()
  }

  private var section: String {
    var lines = [
      "", "## \(name.rawValue)", "", purpose, "",
      "- version \(version), family \(family.rawValue), severity \(severity.rawValue)",
      "- signed by: " + signers.map(\.rawValue).joined(separator: ", "),
    ]
    if !causeRules.isEmpty {
      lines.append("- causes: " + causeRules.map(\.text).joined(separator: "; then "))
    }
    if !edges.isEmpty { lines.append("- needs: " + edges.map(\.text).joined(separator: "; ")) }
    if let text = transition?.text { lines.append("- phase of the " + text) }
    if !fields.isEmpty {
      lines.append("- trailers: " + fields.map { "`\($0.name.rawValue)`" }.joined(separator: ", "))
    }
    if !files.isEmpty {
      lines.append(
        "- files: "
          + files.map { "`\($0.name)`" + ($0.isRequired ? "" : " (optional)") }
          .joined(separator: ", "))
    }
    return lines.joined(separator: "\n") + "\n"
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
    return "\(subject.rawValue): " + parts.joined(separator: "; ")
  }
}
