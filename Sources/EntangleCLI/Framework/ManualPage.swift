/// A manual page of section 1, made from specifications alone: the same ones that parse the command
/// line.
struct ManualPage: Sendable, Hashable {
  /// The words that name the command; none for the whole program.
  let command: [String]
  /// The page for man(1), in roff.
  let text: String

  /// A page of another name that man(1) takes for the page of the whole program.
  static let alias = ".so man1/entangle.1\n"

  /// The name of the page, without section: `entangle-key-new`.
  var name: String { Self.name(command) }

  private init(_ command: [String], _ body: (inout Roff) -> Void) {
    var page = Roff()
    page.begin(Self.name(command))
    body(&page)
    self.command = command
    text = page.text
  }

  /// The page of the whole program, then one for each command in the order of the table.
  static func all(of table: CommandTable) -> [ManualPage] {
    let specs = table.specs
    return [program(specs)] + specs.map { page(of: $0, among: specs) }
  }

  private static func name(_ command: [String]) -> String {
    (["entangle"] + command).joined(separator: "-")
  }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  private static func page(of spec: CommandSpec, among specs: [CommandSpec]) -> ManualPage {
    ManualPage(spec.name) { page in
      page.title(name(spec.name), spec.summary)
      page.macro("SH", "SYNOPSIS")
      page.usage(spec.invocation, spec.synopsis)
      page.macro("SH", "DESCRIPTION")
      page.paragraphs([sentence(spec.summary) + "."] + spec.details)
      page.macro("SH", "OPTIONS")
      for operand in spec.operands { page.item("<\(operand.name)>", operand.help) }
      for option in spec.options + [.help] { page.item(option.label, option.help) }
      page.exitStatus()
      page.environment(spec.environment)
      page.macro("SH", "SEE ALSO")
      let siblings = specs.filter { $0.category == spec.category && $0.name != spec.name }
      let pages = ["entangle(1)"] + siblings.map { name($0.name) + "(1)" }
      page.pages(pages + spec.related.filter { !pages.contains($0) })
    }
  }

  private static func program(_ specs: [CommandSpec]) -> ManualPage {
    ManualPage([]) { page in
      page.title(name([]), "a git-native workflow toolkit")
      page.macro("SH", "SYNOPSIS")
      page.usage("entangle", ["[-C <dir>]", "[--version]", "[--help]", "<command>", "[<args>]"])
      page.usage("git entangle", ["<command>", "[<args>]"])
      page.macro("SH", "DESCRIPTION")
      page.paragraphs(description)
      page.macro("SH", "OPTIONS")
      page.item(
        "-C <dir>",
        "run the command as if it had been started there, as git does; each further one is relative "
          + "to the one before")
      page.item("--version, version", "print the version")
      page.item("-h, --help", "list the commands, or print the help of the command before it")
      page.macro("SH", "COMMANDS")
      for category in CommandCategory.allCases {
        let members = specs.filter { $0.category == category }
        if !members.isEmpty { page.macro("SS", sentence(category.title)) }
        for spec in members {
          page.macro("TP")
          page.pages([name(spec.name) + "(1)"])
          page.fill(spec.summary)
        }
      }
      page.exitStatus()
      page.environment(EnvironmentVariable.all)
      page.macro("SH", "FILES")
      for (path, meaning) in files { page.item(path, meaning) }
      page.macro("SH", "SEE ALSO")
      page.pages(["git(1)"] + Set(specs.flatMap(\.related)).subtracting(["git(1)"]).sorted())
    }
  }

  private static let description = [
    "A repository holds, as a signed graph, who may do what; every task, approval, artifact and "
      + "landing is a signed event in git. Anyone can check afterwards, offline, from raw objects "
      + "alone, that nothing was forged, replayed, backdated, reordered or dropped: git is the "
      + "wire, the database and the audit log.",
    "Results go to standard output, everything else to standard error. A refusal names the rule "
      + "that was broken by its permanent code, which 'entangle rules' explains.",
  ]

  private static let files = [
    ("$XDG_DATA_HOME/entangle/keys", "the keys of the user, one file each"),
    ("$XDG_DATA_HOME/entangle/pins", "the trust roots that the user has decided on"),
    ("<prefix>/share/entangle/templates", "graphs and policies to begin with"),
    ("refs/entangle/trust", "the trust chain of a repository"),
    ("refs/entangle/events/", "the lanes of its principals: their events, one after the other"),
  ]
}

extension Roff {
  /// The header; words are not broken, so that names can be copied.
  fileprivate mutating func begin(_ name: String) {
    let program = "entangle " + EntangleVersion.number
    text(
      line: ".TH \(Roff.escape(name.uppercased())) 1 \(EntangleVersion.date) \"\(program)\" "
        + "\"entangle manual\"")
    macro("nh")
    text(line: ".ad l")
  }

  fileprivate mutating func title(_ name: String, _ summary: String) {
    macro("SH", "NAME")
    text(line: Roff.escape(name) + " \\- " + Roff.escape(summary))
  }

  fileprivate mutating func usage(_ invocation: String, _ parts: [String]) {
    macro("SY", invocation)
    for part in parts { synopsis(part) }
    macro("YS")
    // groff hyphenates again behind it.
    macro("nh")
  }

  fileprivate mutating func paragraphs(_ texts: [String]) {
    for (position, text) in texts.enumerated() {
      if position > 0 { macro("PP") }
      fill(text)
    }
  }

  fileprivate mutating func item(_ label: String, _ meaning: String) {
    macro("TP")
    synopsis(label)
    fill(meaning)
  }

  fileprivate mutating func exitStatus() {
    macro("SH", "EXIT STATUS")
    for (status, meaning) in ExitStatus.meanings { item("\(status.code)", meaning) }
  }

  fileprivate mutating func environment(_ variables: [EnvironmentVariable]) {
    guard !variables.isEmpty else { return }
    macro("SH", "ENVIRONMENT")
    for variable in variables { item(variable.name, variable.help) }
  }
}
