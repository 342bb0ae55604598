import EntangleSystem
import Glibc
import Synchronization
import Testing

@testable import EntangleCLI

@Suite("Progress")
struct ProgressTests {
  private let sink = CapturedSink()

  private func context(_ choice: ProgressChoice, isTerminal: Bool) throws -> CommandContext {
    var context = try CommandHarness().context()
    context.diagnostics = CommandDiagnostics(sink, isTerminal: isTerminal)
    context.progress = choice
    return context
  }

  @Test("a line is written over, and nothing of it stays")
  func line() {
    let line = ProgressLine(CommandDiagnostics(sink, isTerminal: true))
    line.erase()
    #expect(sink.text == "")
    line.show("abcd")
    line.show("abcd")
    line.show("ef")
    line.erase()
    #expect(sink.text == "abcd\ref  \r  \r")
  }

  @Test("what takes long is shown meanwhile")
  func meanwhile() {
    let ticker = Ticker(delayMilliseconds: 1, intervalMilliseconds: 1)
    let diagnostics = CommandDiagnostics(sink, isTerminal: true)
    let display = ProgressDisplay(diagnostics: diagnostics, ticker: ticker)
    let count = Atomic<Int>(0)
    let result = display.during(
      { "at \(count.load(ordering: .relaxed))" },
      {
        while !sink.text.hasSuffix("at 0\r") { sched_yield() }
        count.store(1, ordering: .relaxed)
        while !sink.text.hasSuffix("at 1\r") { sched_yield() }
        return 5
      })
    #expect(result == 5)
    #expect(sink.text == "at 0\rat 1\r    \r")
  }

  @Test("what is done within a second is not shown")
  func short() throws {
    #expect(try context(.always, isTerminal: true).timing("Waiting") { 1 } == 1)
    #expect(sink.text == "")
  }

  @Test(
    "shown to people, unless they say otherwise",
    arguments: [
      (.onTerminal, true, true), (.onTerminal, false, false), (.always, false, true),
      (.never, true, false),
    ] as [(ProgressChoice, Bool, Bool)])
  func choice(_ choice: ProgressChoice, _ isTerminal: Bool, _ isShown: Bool) throws {
    let display = try context(choice, isTerminal: isTerminal).progressDisplay
    #expect((display != nil) == isShown)
  }

  @Test(
    "the options say what they say, and do not contradict each other",
    arguments: [
      ("", .onTerminal), ("--progress", .always), ("--no-progress", .never), ("--quiet", .never),
      ("-q --no-progress", .never), ("--progress --no-progress", nil), ("-q --progress", nil),
    ] as [(String, ProgressChoice?)])
  func options(_ line: String, _ expected: ProgressChoice?) throws {
    let words = line.split(separator: " ").map(String.init)
    guard case .arguments(let arguments) = try ArgumentParser.parse(words[...], for: Verify.spec)
    else {
      Issue.record("no arguments")
      return
    }
    let isQuiet = arguments.flag("quiet")
    #expect((try? ProgressChoice(arguments, isQuiet: isQuiet)) == expected)
  }

  @Test("a verification is counted")
  func counter() {
    let counter = VerificationCounter()
    #expect(counter.text == "Reading events: 0")
    counter.didRead(64)
    counter.didRead(6)
    #expect(counter.text == "Reading events: 70")
    counter.willJudge(3)
    counter.didJudge()
    #expect(counter.text == "Judging events: 33% (1/3)")
    for _ in 0..<3 { counter.didJudge() }
    #expect(counter.text == "Judging events: 100% (3/3)")
  }
}
