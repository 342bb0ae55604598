internal import EntangleModel

/// A graph to begin with: a document for `entangle graph apply` whose principals are roles. The same
/// texts stand in `templates/`; a test compares them.
struct GraphTemplate: Sendable {
  /// A principal that the template names, and the kind that it has to be.
  struct Role: Sendable {
    let name: String
    let kind: PrincipalKind

    init(_ name: String, _ kind: PrincipalKind) {
      self.name = name
      self.kind = kind
    }
  }

  let name: String
  /// Who works together, in a few words.
  let summary: String
  let roles: [Role]
  /// The document.
  let text: String

  /// The templates, smallest first.
  static let all = [pair, team, agents, fleet]

  /// The document with other names in place of roles, and another branch in place of `main`'s.
  func text(naming names: [String: PrincipalID], ref: RefName?) -> String {
    // Every second piece stands between quotation marks; no template has an escape.
    let pieces = text.split(separator: "\"", omittingEmptySubsequences: false)
    return pieces.enumerated().map { position, piece in
      guard !position.isMultiple(of: 2) else { return String(piece) }
      if let ref, piece == "refs/heads/main" { return ref.description }
      return names[String(piece)]?.text ?? String(piece)
    }.joined(separator: "\"")
  }

  private static let pair = GraphTemplate(
    name: "pair", summary: "one person and one agent",
    roles: [Role("person", .user), Role("agent", .worker)],
    text: """
      {
        "schema": "entangle/graph@v1",
        "edges": [
          {"from": "person", "relation": "delegates", "to": "agent"},
          {"from": "person", "relation": "reviews", "to": "agent"}
        ],
        "policies": [
          {"name": "main", "ref": "refs/heads/main", "approvals": 1, "landers": ["agent", "person"]}
        ]
      }

      """)

  private static let team = GraphTemplate(
    name: "team", summary: "a lead, a builder and a reviewer",
    roles: [
      Role("lead", .user), Role("builder", .worker), Role("reviewer", .reviewer),
    ],
    text: """
      {
        "schema": "entangle/graph@v1",
        "edges": [
          {"from": "lead", "relation": "delegates", "to": "builder"},
          {"from": "lead", "relation": "reviews", "to": "builder"},
          {"from": "reviewer", "relation": "reviews", "to": "builder"},
          {"from": "reviewer", "relation": "reviews", "to": "lead"}
        ],
        "policies": [
          {"name": "main", "ref": "refs/heads/main", "approvals": 1, "landers": ["builder", "lead"]}
        ]
      }

      """)

  private static let agents = GraphTemplate(
    name: "agents", summary: "a person over a supervisor with three workers, and a reviewer",
    roles: [
      Role("person", .user), Role("supervisor", .supervisor), Role("worker-1", .worker),
      Role("worker-2", .worker), Role("worker-3", .worker), Role("reviewer", .reviewer),
    ],
    text: """
      {
        "schema": "entangle/graph@v1",
        "edges": [
          {"from": "person", "relation": "delegates", "to": "supervisor"},
          {"from": "supervisor", "relation": "delegates", "to": "worker-1"},
          {"from": "supervisor", "relation": "delegates", "to": "worker-2"},
          {"from": "supervisor", "relation": "delegates", "to": "worker-3"},
          {"from": "person", "relation": "reviews", "to": "supervisor"},
          {"from": "person", "relation": "reviews", "to": "worker-1"},
          {"from": "person", "relation": "reviews", "to": "worker-2"},
          {"from": "person", "relation": "reviews", "to": "worker-3"},
          {"from": "reviewer", "relation": "reviews", "to": "supervisor"},
          {"from": "reviewer", "relation": "reviews", "to": "worker-1"},
          {"from": "reviewer", "relation": "reviews", "to": "worker-2"},
          {"from": "reviewer", "relation": "reviews", "to": "worker-3"}
        ],
        "policies": [
          {"name": "main", "ref": "refs/heads/main", "approvals": 2, "landers": ["person", \
      "supervisor"]}
        ]
      }

      """)

  private static let fleet = GraphTemplate(
    name: "fleet", summary: "a lead over agents, with two runners and a host",
    roles: [
      Role("lead", .user), Role("supervisor", .supervisor), Role("builder-1", .worker),
      Role("builder-2", .worker), Role("runner-1", .runner), Role("runner-2", .runner),
      Role("reviewer", .reviewer), Role("host", .host),
    ],
    text: """
      {
        "schema": "entangle/graph@v1",
        "edges": [
          {"from": "lead", "relation": "delegates", "to": "supervisor"},
          {"from": "supervisor", "relation": "delegates", "to": "builder-1"},
          {"from": "supervisor", "relation": "delegates", "to": "builder-2"},
          {"from": "builder-1", "relation": "delegates", "to": "runner-1"},
          {"from": "builder-1", "relation": "delegates", "to": "runner-2"},
          {"from": "builder-2", "relation": "delegates", "to": "runner-1"},
          {"from": "builder-2", "relation": "delegates", "to": "runner-2"},
          {"from": "lead", "relation": "reviews", "to": "supervisor"},
          {"from": "lead", "relation": "reviews", "to": "builder-1"},
          {"from": "lead", "relation": "reviews", "to": "builder-2"},
          {"from": "reviewer", "relation": "reviews", "to": "supervisor"},
          {"from": "reviewer", "relation": "reviews", "to": "builder-1"},
          {"from": "reviewer", "relation": "reviews", "to": "builder-2"}
        ],
        "policies": [
          {"name": "main", "ref": "refs/heads/main", "approvals": 1, "landers": ["builder-1", \
      "builder-2", "supervisor"]},
          {"name": "release", "ref": "refs/heads/release", "approvals": 2, "landers": \
      ["supervisor"]}
        ]
      }

      """)
}
