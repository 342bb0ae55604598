import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Graphs to begin with")
struct GraphTemplateTests {
  /// A file of the project, by its path there.
  private static func projectFile(_ path: String) throws -> [UInt8] {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return try FileSystem.read(
      FilePath("/" + parts.joined(separator: "/") + "/" + path), limit: 65_536)
  }

  @Test("what the program prints stands in 'templates/', too", arguments: GraphTemplate.all)
  func files(_ template: GraphTemplate) throws {
    let file = try Self.projectFile("templates/\(template.name).json")
    #expect(template.text == String(decoding: file, as: UTF8.self))
  }

  @Test("they are listed with their roles")
  func list() throws {
    let result = try CommandHarness().run("graph template")
    #expect(result.status == .ok)
    #expect(result.output.hasPrefix("pair  one person and one agent\n  person (user)\n"))
    #expect(result.output.contains("\n  host (host)\n"))
  }

  @Test(
    "roles and options that mean nothing are mistakes",
    arguments: [
      "graph template crowd", "graph template --ref main", "graph template team --principal lead",
      "graph template team --principal boss=ada", "graph template team --principal lead=Ada",
      "graph template team --principal lead=ada --principal lead=bob",
      "graph template team --principal lead=builder", "graph template team --ref refs/tags/v1",
    ])
  func mistakes(_ line: String) throws {
    let result = try CommandHarness().run(line)
    #expect(result.status == .usage)
    #expect(result.output == "")
  }

  @Test("principals take roles, and may swap names")
  func names() throws {
    let text = try CommandHarness().run(
      "graph template pair --principal person=agent --principal agent=person --ref dev"
    ).output
    #expect(
      text == """
        {
          "schema": "entangle/graph@v1",
          "edges": [
            {"from": "agent", "relation": "delegates", "to": "person"},
            {"from": "agent", "relation": "reviews", "to": "person"}
          ],
          "policies": [
            {"name": "main", "ref": "refs/heads/dev", "approvals": 1, \
        "landers": ["person", "agent"]}
          ]
        }

        """)
  }

  /// Who asks whom for what in a template: requests along the delegates' line, the last of whom
  /// proposes, whom the approvers approve, and who lands.
  struct Play: Sendable {
    let template: String
    let line: [String]
    let approvers: [String]
    let lander: String
  }

  private static let plays = [
    Play(template: "pair", line: ["person", "agent"], approvers: ["person"], lander: "agent"),
    Play(template: "team", line: ["lead", "builder"], approvers: ["reviewer"], lander: "lead"),
    Play(
      template: "agents", line: ["person", "supervisor", "worker-3"],
      approvers: ["person", "reviewer"], lander: "supervisor"),
    Play(
      template: "fleet", line: ["lead", "supervisor", "builder-2"], approvers: ["reviewer"],
      lander: "builder-2"),
  ]

  @Test(
    "each is whole once its principals are enrolled, and work goes through it", arguments: plays)
  func play(_ play: Play) throws {
    let template = try #require(GraphTemplate.all.first { $0.name == play.template })
    let governed = try GovernedHarness(hasBaseline: true)
    try governed.git("branch release")
    let early = governed.run("graph apply -", input: template.text)
    #expect(early.status == .refused)
    #expect(early.diagnostics.contains("[T119]"))
    let proposer = try #require(play.line.last)
    let code = try governed.makeCodeKey()
    for role in template.roles {
      try governed.succeed("key new \(role.name) --use law --no-passphrase")
      try governed.succeed(
        "principal add \(role.name) --kind \(role.kind.rawValue) --person p-\(role.name) "
          + "--law \(role.name)" + (role.name == proposer ? " --code \(code).pub" : ""))
    }
    let check = governed.run("graph check -", input: template.text)
    #expect(check.output == "0 errors, 0 warnings, 0 notes\n")
    #expect(check.status == .ok)
    try governed.succeed("graph apply -", input: template.text)

    try governed.git("init -q --bare project.git")
    try governed.git("remote add origin project.git")
    try governed.git("push -q origin main")
    var task: String?
    for (asker, asked) in zip(play.line, play.line.dropFirst()) {
      let serving = task.map { " --for \($0)" } ?? ""
      let request = try governed.succeed(
        "task request --to \(asked) --brief Do\(serving)", as: asker)
      try governed.succeed("task accept \(request)", as: asked)
      task = request
    }
    try governed.write("changed\n", to: "file")
    try governed.git("-c gpg.format=ssh -c user.signingKey=\(code) commit -q -S -a -m change")
    let proposal = try governed.succeed("propose --ref main -m Change", as: proposer)
    let approvers = play.approvers.map { " --approver \($0)" }.joined()
    let request = try governed.succeed("approval request \(proposal)\(approvers)", as: proposer)
    for approver in play.approvers {
      #expect(governed.run("land \(proposal)", as: play.lander).status == .refused)
      try governed.succeed("approve \(request)", as: approver)
    }
    try governed.succeed("land \(proposal)", as: play.lander)
    #expect(governed.run("verify").status == .ok)
  }
}
