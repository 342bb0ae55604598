import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleRunner

@Suite struct OutputCollectorTests {
  private let environment: TestEnvironment

  init() throws {
    environment = try TestEnvironment()
    try environment.shell("mkdir w outside; echo secret >outside/f")
  }

  private func collect(
    _ script: String, _ paths: String..., limits: OutputLimits = .standard
  ) throws -> [CollectedFile] {
    try environment.shell(script, in: "w")
    let declared = try paths.map { try OutputPath($0) }
    return try OutputCollector(limits: limits).collect(declared, at: environment.path + "/w")
  }

  private func refusal(
    _ script: String, _ path: String, limits: OutputLimits = .standard
  ) throws -> OutputRefusal? {
    let error = #expect(throws: RunnerError.self) { try collect(script, path, limits: limits) }
    guard case .output(_, let refusal) = error else { return nil }
    return refusal
  }

  @Test func `files and folders are collected once, sorted, with their modes`() throws {
    let files = try collect(
      "mkdir -p d/e d/empty; echo 1 >d/e/f; echo 2 >d/b; chmod +x d/b; echo 3 >a; : >d.x",
      "d", "a", "d/e/f", "d.x", "d/e")
    #expect(files.map(\.path.description) == ["a", "d.x", "d/b", "d/e/f"])
    #expect(files.map(\.mode) == [.regular, .regular, .executable, .regular])
    #expect(files.map(\.content) == [Array("3\n".utf8), [], Array("2\n".utf8), Array("1\n".utf8)])
  }

  @Test func `outputs that lead out of the workspace are refused`() throws {
    #expect(try refusal("ln -s ../outside/f leaf", "leaf") == .symbolicLink)
    #expect(try refusal("ln -s ../outside folder", "folder/f") == .symbolicLink)
    #expect(try refusal("mkdir d; ln -s /etc/passwd d/link", "d") == .symbolicLink)
    #expect(try refusal("mkdir s; ln -s ../../outside s/o", "s/o/f") == .symbolicLink)
  }

  @Test func `pipes and sockets are refused and do not block`() throws {
    #expect(try refusal("mkfifo pipe", "pipe") == .special)
  }

  @Test func `an output that is not there is refused`() throws {
    #expect(try refusal("", "nothing") == .missing)
    #expect(try refusal("", "no/thing") == .missing)
    #expect(try refusal("echo x >f", "f/x") == .notAFolder)
    #expect(try refusal("mkdir -p empty/deep/er", "empty") == .empty)
  }

  @Test(arguments: [
    "", "/", "/etc/passwd", "a//b", "a/", ".", "./a", "..", "../a", "a/../b", ".git", ".GIT/config",
    "a/.Git", ".git.", ".git ", "GIT~1", ".git:x", "a\\.git", ".g\u{200c}it", "a\nb", "a\u{7f}",
    "a\u{202e}b", "\u{85}", "a\0b",
  ])
  func `paths that mean something else elsewhere are refused`(path: String) {
    #expect(throws: RunnerError.self) { try OutputPath(path) }
  }

  @Test func `ordinary names are fine`() throws {
    for path in [".gitignore", "a b", "é/日本.txt", ".github", "...", "a.git", "-x"] {
      #expect(try OutputPath(path).bytes == Array(path.utf8))
    }
    #expect(throws: RunnerError.self) { try OutputPath([0x61, 0xff]) }
    #expect(throws: RunnerError.self) { try OutputPath([UInt8](repeating: 0x61, count: 256)) }
  }

  @Test func `names in a folder are held to the same rules`() throws {
    #expect(try refusal("mkdir -p d/.GIT; echo x >d/.GIT/config", "d") != nil)
    #expect(try refusal(#"mkdir e; : >"$(printf 'e/\377')""#, "e") != nil)
    #expect(try refusal("mkdir f; : >\"f/$(printf 'a\\nb')\"", "f") != nil)
  }

  @Test func `names that only case or spelling tells apart are refused`() throws {
    #expect(try refusal("mkdir d; : >d/a; : >d/A", "d") == .collision)
    #expect(try refusal("mkdir -p e/x e/X; : >e/x/1; : >e/X/2", "e") == .collision)
    #expect(
      try refusal(#"mkdir u; : >"$(printf 'u/\303\251')"; : >"$(printf 'u/e\314\201')""#, "u")
        == .collision)
  }

  @Test func `number, size and depth are bounded`() throws {
    let limits = OutputLimits(files: 2, bytes: 10, depth: 3)
    #expect(try collect("mkdir a; echo 1 >a/1; echo 2 >a/2", "a", limits: limits).count == 2)
    #expect(try refusal("echo 3 >a/3", "a", limits: limits) == .tooMany(limit: 2))
    let large = "mkdir b; echo 12345 >b/1; echo 12345 >b/2"
    #expect(try refusal(large, "b", limits: limits) == .tooLarge(limit: 10))
    #expect(try refusal("truncate -s 8E s || truncate -s 1T s", "s") == .tooLarge(limit: 256 << 20))
    #expect(try refusal("mkdir -p c/c/c/c", "c", limits: limits) == .tooDeep(limit: 3))
  }

  @Test func `a task's outputs are collected from its workspace`() throws {
    let workspace = try environment.workspace()
    let task = try SandboxTask(
      command: ["sh", "-c", "mkdir -p out; umask 777; echo result >out/r; ln -s /etc bad"])
    #expect(try environment.sandbox().run(task, in: workspace).isSuccess)
    let link = try OutputPath("bad/passwd")
    #expect(throws: RunnerError.output(path: Array("bad".utf8), .symbolicLink)) {
      try OutputCollector().collect([link], from: workspace)
    }
  }
}
