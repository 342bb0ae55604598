import EntangleModel
import EntangleSystem
import Glibc
import Testing

@testable import EntangleCLI

@Suite("Streams")
struct StreamTests {
  @Test("output is gathered for a program and written at once for a person")
  func buffering() throws {
    let (gathered, direct) = (CapturedSink(), CapturedSink())
    let output = CommandOutput(gathered, isTerminal: false)
    try output.line("one")
    #expect(gathered.text == "")
    try output.flush()
    #expect(gathered.text == "one\n")
    try output.write([UInt8](repeating: 0x61, count: 70_000))
    #expect(gathered.text.utf8.count == 70_004)
    try CommandOutput(direct, isTerminal: true).line("one")
    #expect(direct.text == "one\n")
  }

  @Test("a descriptor takes more than a pipe holds, also where it does not block")
  func pipeSink() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    let (reader, writer) = (ends[0], ends[1])
    defer { close(reader) }
    let bytes = [UInt8](repeating: 7, count: 300_000)
    ConcurrentWorkers(threadCount: 2).perform(2) { task in
      if task == 0 {
        try? DescriptorSink(number: writer).write(bytes)
        close(writer)
      } else {
        var count = 0
        var chunk = [UInt8](repeating: 0, count: 4096)
        while case let got = read(reader, &chunk, chunk.count), got > 0 { count += got }
        #expect(count == bytes.count)
      }
    }
  }

  @Test("input has a limit")
  func input() throws {
    let endless = CommandInput(isTerminal: false) { () throws(Errno) in [1, 2, 3] }
    #expect(throws: CommandError("cannot read 'standard input': more than 100 bytes")) {
      try endless.readAll(limit: 100)
    }
  }

  @Test(
    "colours need a terminal that has them and a person who wants them",
    arguments: [
      (true, ["TERM": "xterm"], true), (false, ["TERM": "xterm"], false), (true, [:], false),
      (true, ["TERM": "dumb"], false), (true, ["TERM": "xterm", "NO_COLOR": "1"], false),
      (true, ["TERM": "xterm", "NO_COLOR": ""], true),
    ] as [(Bool, [String: String], Bool)])
  func colours(_ isTerminal: Bool, _ variables: [String: String], _ isEnabled: Bool) {
    let policy = ColourPolicy(isTerminal: isTerminal, environment: Environment(variables))
    #expect(policy.isEnabled == isEnabled)
    #expect(policy.paint("x", .red) == (isEnabled ? "\u{1b}[31mx\u{1b}[0m" : "x"))
  }

  @Test("relative paths start from the current directory")
  func paths() throws {
    let harness = try CommandHarness()
    let context = harness.context()
    #expect(context.path("a/b") == harness.home.appending("a/b"))
    #expect(context.path("/a") == "/a")
    #expect(context.path("").bytes.isEmpty)
  }
}
