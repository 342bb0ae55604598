import EntangleSystem
import Glibc
import Testing

@testable import EntangleCLI

@Suite("The graph, shown and drawn")
struct GraphShowTests {
  private let governed: GovernedHarness

  private static let prepared = Result {
    try PreparedHome(hasBaseline: true) { governed in
      try governed.enrol("lead", "user", person: "lena")
      try governed.enrol("end", "worker", person: "bo")
      try governed.enrol("re.viewer", "reviewer", person: "rob")
      try governed.git("branch a\"b#c")
      try governed.graph(
        ["lead delegates end", "re.viewer reviews end", "lead reviews end off"],
        policies: ["main refs/heads/main 1 end,lead", "odd refs/heads/a\\\"b#c 2 lead"])
      try governed.succeed("graph apply graph.json")
    }
  }

  init() throws {
    let prepared = try Self.prepared.get()
    governed = try GovernedHarness(prepared)
  }

  @Test("as text: principals by kind, edges by relation, policies by ref")
  func text() {
    #expect(
      governed.run("graph show").output == """
        principals
          authority  root       person lena
          user       lead       person lena
          worker     end        person bo
          reviewer   re.viewer  person rob

        edges
          lead       delegates  end
          lead       reviews    end  disabled
          re.viewer  reviews    end

        policies
          odd   refs/heads/a"b#c  2 approvals  landed by lead
          main  refs/heads/main   1 approval   landed by end lead

        """)
  }

  @Test("as one document, by either option")
  func json() {
    let result = governed.run("graph show --json")
    #expect(result.status == .ok)
    #expect(governed.run("graph show --format json") == result)
    #expect(
      result.output.contains(
        """
            {
              "enabled": false,
              "from": "lead",
              "relation": "reviews",
              "to": "end"
            },

        """))
    #expect(result.output.contains("\"name\": \"odd\",\n      \"ref\": \"refs/heads/a\\\"b#c\"\n"))
    #expect(result.output.contains("\"kind\": \"authority\",\n      \"person\": \"lena\",\n"))
  }

  @Test("for Graphviz, every name quoted")
  func dot() {
    #expect(
      governed.run("graph show --format dot").output == """
        digraph entangle {
          rankdir=LR;
          node [shape=box];
          subgraph "cluster_authority" {
            label="authority";
            "root" [label="root\\n(lena)"];
          }
          subgraph "cluster_user" {
            label="user";
            "lead" [label="lead\\n(lena)"];
          }
          subgraph "cluster_worker" {
            label="worker";
            "end" [label="end\\n(bo)"];
          }
          subgraph "cluster_reviewer" {
            label="reviewer";
            "re.viewer" [label="re.viewer\\n(rob)"];
          }
          "lead" -> "end" [label="delegates"];
          "lead" -> "end" [label="reviews", arrowhead=empty, style=dashed];
          "re.viewer" -> "end" [label="reviews", arrowhead=empty];
          "policy:odd" [shape=note, label="refs/heads/a\\"b#c\\n2 approvals"];
          "lead" -> "policy:odd" [label="lands", style=bold];
          "policy:main" [shape=note, label="refs/heads/main\\n1 approval"];
          "end" -> "policy:main" [label="lands", style=bold];
          "lead" -> "policy:main" [label="lands", style=bold];
        }

        """)
  }

  @Test("for Mermaid, nodes numbered and what means something there written as its number")
  func mermaid() {
    #expect(
      governed.run("graph show --format mermaid").output == """
        flowchart LR
          subgraph kind_authority["authority"]
            n4["root<br/>(lena)"]
          end
          subgraph kind_user["user"]
            n2["lead<br/>(lena)"]
          end
          subgraph kind_worker["worker"]
            n1["end<br/>(bo)"]
          end
          subgraph kind_reviewer["reviewer"]
            n3["re.viewer<br/>(rob)"]
          end
          n2 -->|delegates| n1
          n2 -.->|reviews| n1
          n3 -->|reviews| n1
          p1{{"refs/heads/a#34;b#35;c<br/>2 approvals"}}
          n2 ==>|lands| p1
          p2{{"refs/heads/main<br/>1 approval"}}
          n1 ==>|lands| p2
          n2 ==>|lands| p2

        """)
  }

  @Test("Graphviz, where it is installed, draws it")
  func graphviz() throws {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let isThere = path.split(separator: ":").contains { access("\($0)/dot", X_OK) == 0 }
    let drawing = governed.run("graph show --format dot").output
    #expect(drawing.hasPrefix("digraph entangle {\n"))
    guard isThere else { return }
    var dot = ChildProcess("dot", ["-Tsvg"], environment: ["PATH": path, "LC_ALL": "C.UTF-8"])
    dot.standardInput = .bytes(Array(drawing.utf8))
    let result = try dot.run()
    #expect(result.isSuccess, "\(result.standardError.text)")
    let picture = result.standardOutput.text
    #expect(picture.contains("<title>re.viewer</title>"))
    #expect(picture.contains("<title>lead&#45;&gt;end</title>"))
    #expect(picture.contains("refs/heads/a&quot;b#c"))
    #expect(picture.contains("stroke-dasharray"))
  }

  @Test(
    "a format that is none, or two of them, is a mistake",
    arguments: ["--format svg", "--format text --json", "--format"])
  func mistakes(_ options: String) {
    let result = governed.run("graph show \(options)")
    #expect(result.status == .usage)
    #expect(result.output == "")
  }

  @Test("the graph as a file changes nothing where it is applied, and can be edited")
  func file() throws {
    let file = try governed.succeed("graph show --format file")
    try governed.write(file, to: "graph.json")
    #expect(governed.run("graph diff --exit-code graph.json").status == .ok)
    let same = governed.run("graph apply graph.json")
    #expect(same.status == .ok && same.diagnostics == "nothing to change\n")
    try governed.write(
      file.replacing("\"approvals\": 2", with: "\"approvals\": 1"), to: "graph.json")
    let applied = governed.run("graph apply graph.json")
    #expect(applied.status == .ok && applied.diagnostics.contains("approvals 2 -> 1\n"))
    try governed.write(try governed.succeed("graph show --json"), to: "graph.json")
    #expect(
      governed.run("graph apply graph.json").diagnostics.contains(
        "hint: 'entangle graph show --format file' prints one"))
  }

  @Test("what a file takes away is told, and which branches nothing protects any more")
  func taken() throws {
    let result = governed.run(
      "graph apply -", input: #"{"schema": "entangle/graph@v1", "edges": [], "policies": []}"#)
    #expect(result.status == .ok)
    #expect(result.diagnostics.contains("- edge lead delegates "))
    #expect(result.diagnostics.contains("- policy "))
    #expect(result.diagnostics.contains("warning: 'refs/heads/main' is protected no longer\n"))
  }
}
