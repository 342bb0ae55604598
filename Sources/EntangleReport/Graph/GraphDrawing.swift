public import EntangleModel

/// A graph as a text that another program draws: principals in a box for each kind, an arrow for
/// each edge, dashed where it is disabled, and a note for each policy with an arrow from each who
/// may land.
public enum GraphDrawing {
  /// In the DOT language of Graphviz.
  public static func dot(_ graph: Graph) -> String {
    var text = "digraph entangle {\n  rankdir=LR;\n  node [shape=box];\n"
    for (kind, members) in groups(graph) {
      text += "  subgraph \(quoted("cluster_\(kind)")) {\n    label=\(quoted(kind));\n"
      for principal in members {
        let label = "\(escaped(principal.id.text))\\n\(escaped(standing(principal)))"
        let style = principal.status == .active ? "" : ", style=dashed"
        text += "    \(quoted(principal.id.text)) [label=\"\(label)\"\(style)];\n"
      }
      text += "  }\n"
    }
    for name in graph.names where graph.principals[name] == nil {
      text += "  \(quoted(name.text)) [style=dotted];\n"
    }
    for (edge, isEnabled) in graph.sortedEdges {
      var attributes = "label=\(quoted(edge.relation.rawValue))"
      if edge.relation == .reviews { attributes += ", arrowhead=empty" }
      if !isEnabled { attributes += ", style=dashed" }
      text += "  \(quoted(edge.from.text)) -> \(quoted(edge.to.text)) [\(attributes)];\n"
    }
    for (name, policy) in graph.sortedPolicies {
      // No principal's name has a colon.
      let node = quoted("policy:\(name)")
      let label = "\(escaped(policy.ref.description))\\n\(escaped(approvals(policy)))"
      text += "  \(node) [shape=note, label=\"\(label)\"];\n"
      for lander in policy.landers {
        text += "  \(quoted(lander.text)) -> \(node) [label=\"lands\", style=bold];\n"
      }
    }
    return text + "}\n"
  }

  /// As a flowchart of Mermaid.
  public static func mermaid(_ graph: Graph) -> String {
    // Some names, `end` among them, are words of the language; so nodes are numbered.
    var nodes: [PrincipalID: String] = [:]
    for (position, name) in graph.names.enumerated() { nodes[name] = "n\(position + 1)" }
    func node(_ name: PrincipalID) -> String { nodes[name] ?? "n0" }
    var text = "flowchart LR\n"
    for (kind, members) in groups(graph) {
      text += "  subgraph kind_\(kind)[\"\(entities(kind))\"]\n"
      for principal in members {
        let label = "\(entities(principal.id.text))<br/>\(entities(standing(principal)))"
        text += "    \(node(principal.id))[\"\(label)\"]\n"
      }
      text += "  end\n"
    }
    for name in graph.names where graph.principals[name] == nil {
      text += "  \(node(name))([\"\(entities(name.text))\"])\n"
    }
    for (edge, isEnabled) in graph.sortedEdges {
      let arrow = isEnabled ? "-->" : "-.->"
      text += "  \(node(edge.from)) \(arrow)|\(edge.relation.rawValue)| \(node(edge.to))\n"
    }
    for (position, item) in graph.sortedPolicies.enumerated() {
      let ref = entities(item.policy.ref.description)
      text += "  p\(position + 1){{\"\(ref)<br/>\(entities(approvals(item.policy)))\"}}\n"
      for lander in item.policy.landers {
        text += "  \(node(lander)) ==>|lands| p\(position + 1)\n"
      }
    }
    return text
  }

  /// How many approvals a policy asks for, in words: `1 approval`.
  public static func approvals(_ policy: BranchPolicy) -> String {
    "\(policy.approvals) \(policy.approvals == 1 ? "approval" : "approvals")"
  }

  /// The person of a principal, and that it may not act, where it may not: `(lena, retired)`.
  private static func standing(_ principal: Principal) -> String {
    let status = principal.status == .active ? "" : ", \(principal.status.rawValue)"
    return "(\(principal.person)\(status))"
  }

  /// The principals by the name of their kind; no kind without principals.
  private static func groups(_ graph: Graph) -> [(kind: String, members: [Principal])] {
    PrincipalKind.allCases.compactMap { kind in
      let members = graph.sortedPrincipals.filter { $0.kind == kind }
      return members.isEmpty ? nil : (kind: kind.rawValue, members: members)
    }
  }

  /// A quoted string of DOT, in which a backslash would begin an escape where it is a label.
  private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in displayText(text.utf8).unicodeScalars {
      if scalar == "\"" || scalar == "\\" { escaped += "\\" }
      escaped.unicodeScalars.append(scalar)
    }
    return escaped
  }

  /// Text for between double quotes in Mermaid: what may mean something there, or in the HTML that
  /// is made of it, as a character reference `#N;`.
  private static func entities(_ text: String) -> String {
    var encoded = ""
    for scalar in displayText(text.utf8).unicodeScalars {
      if plain.contains(scalar) {
        encoded.unicodeScalars.append(scalar)
      } else {
        encoded += "#\(scalar.value);"
      }
    }
    return encoded
  }

  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-/(),".unicodeScalars)
}
