import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Texts of people on a terminal")
struct TextDisplayTests {
  private let display = TextDisplay(Environment(["LANG": "en_GB.UTF-8"]))

  @Test(
    "the locale decides",
    arguments: [
      ([:], false), (["LANG": "C.UTF-8"], true), (["LANG": "de_DE.utf8@euro"], true),
      (["LANG": "C.UTF-8", "LC_ALL": "C"], false), (["LANG": "C", "LC_CTYPE": "C.UTF-8"], true),
      (["LANG": "C.UTF-8", "LC_CTYPE": "POSIX"], false),
      (["LANG": "C.UTF-8", "LC_ALL": "", "LC_CTYPE": ""], true),
      (["LANG": "tr_TR.ISO-8859-9"], false), (["LANG": "UTF-8"], false),
      (["LANG": "x@y.UTF-8"], false),
    ] as [([String: String], Bool)])
  func locale(_ variables: [String: String], _ isUTF8: Bool) {
    let shown = TextDisplay(Environment(variables)).line(Array("ü".utf8))
    #expect(shown == (isUTF8 ? "ü" : "\\xc3\\xbc"))
  }

  @Test("what can be seen stays", arguments: ["Grüße aus Köln — 你好", "a\u{301} 🎉 \u{3000}№", ""])
  func seen(_ text: String) {
    #expect(Array(display.line(Array(text.utf8)).utf8) == Array(text.utf8))
  }

  @Test(
    "what steers, hides or turns around is escaped, byte by byte",
    arguments: [
      ("\u{1b}", "\\x1b"), ("\u{7f}", "\\x7f"), ("\u{9b}", "\\xc2\\x9b"), ("\r", "\\x0d"),
      ("\u{85}", "\\xc2\\x85"), ("\u{ad}", "\\xc2\\xad"), ("\u{202e}", "\\xe2\\x80\\xae"),
      ("\u{2066}", "\\xe2\\x81\\xa6"), ("\u{200b}", "\\xe2\\x80\\x8b"),
      ("\u{200d}", "\\xe2\\x80\\x8d"), ("\u{200f}", "\\xe2\\x80\\x8f"),
      ("\u{feff}", "\\xef\\xbb\\xbf"), ("\u{2028}", "\\xe2\\x80\\xa8"),
      ("\u{2029}", "\\xe2\\x80\\xa9"), ("\u{3164}", "\\xe3\\x85\\xa4"),
      ("\u{fe0f}", "\\xef\\xb8\\x8f"), ("\u{e0041}", "\\xf3\\xa0\\x81\\x81"),
      ("\u{e000}", "\\xee\\x80\\x80"), ("\u{378}", "\\xcd\\xb8"),
      ("\u{2800}", "\\xe2\\xa0\\x80"), ("\u{61c}", "\\xd8\\x9c"),
    ])
  func escaped(_ text: String, _ shown: String) {
    #expect(display.line(Array(("ü" + text + "z").utf8)) == "ü" + shown + "z")
  }

  @Test(
    "a text that is not UTF-8 is shown in ASCII",
    arguments: [
      ([0xc3, 0xbc, 0xff], "\\xc3\\xbc\\xff"), ([0xc0, 0x9b, 0x41], "\\xc0\\x9bA"),
      ([0xe0, 0x80, 0x9b], "\\xe0\\x80\\x9b"), ([0xed, 0xa0, 0x80], "\\xed\\xa0\\x80"),
      ([0xf4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"), ([0xc3], "\\xc3"), ([0x9b], "\\x9b"),
    ] as [([UInt8], String)])
  func notUTF8(_ bytes: [UInt8], _ shown: String) {
    #expect(display.line(bytes) == shown)
  }

  @Test("a brief in another language is read as it was written, and never steers a terminal")
  func brief() throws {
    let governed = try GovernedHarness(hasBaseline: true)
    try governed.enrol("lead", "user", person: "lena")
    try governed.enrol("builder", "worker", person: "bo")
    try governed.graph(["lead delegates builder"])
    try governed.succeed("graph apply graph.json")
    let task = try governed.succeed(
      "task request --to builder --brief Grüße\u{202e}你好", as: "lead")
    for line in ["show \(task)", "task show \(task)", "task list"] {
      #expect(governed.run(line).output.contains("Gr\\xc3\\xbc\\xc3\\x9fe\\xe2\\x80\\xae\\xe4"))
      let readable = governed.harness.run(
        line, environment: ["LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"],
        terminal: ScriptedTerminal([]))
      #expect(readable.output.contains("Grüße\\xe2\\x80\\xae你好"))
    }
  }
}
