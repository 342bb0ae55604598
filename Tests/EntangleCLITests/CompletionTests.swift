import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Completion")
struct CompletionTests {
  private static let tree = CompletionTree(.standard)

  /// What bash offers for a command line whose last word is being typed, in a directory where git
  /// knows the branches given.
  private func offers(_ words: [String], branches: String = "") throws -> [String] {
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let script =
      CompletionShell.bash.script(Self.tree) + """
        entangle() {
          case "$1 $2" in
          'key list') printf '%s\\n' 'root  law  00' 'root-2  code  01' ;;
          'principal list') printf '%s\\n' 'lead  user, person lena, tenant main' '  law  00' ;;
          esac
        }
        git() { printf '%s\\n' '\(branches)'; }
        COMP_WORDS=(\(quoted))
        COMP_CWORD=\(words.count - 1)
        _entangle
        if [ ${#COMPREPLY[@]} -gt 0 ]; then printf '%s\\n' "${COMPREPLY[@]}"; fi
        """
    let result = try InstalledProgram.run("bash", ["--noprofile", "--norc"], input: script)
    #expect(result.isSuccess && result.standardError.text == "", "\(result.standardError.text)")
    return result.standardOutput.text.split(separator: "\n").map(String.init)
  }

  @Test("the tree leads to every command by its words")
  func tree() {
    for spec in CommandTable.standard.specs {
      for count in 0..<spec.name.count {
        let path = spec.name.prefix(count).joined(separator: " ")
        let branch = Self.tree.branches.first { $0.path == path }
        #expect(branch?.words.contains { $0.text == spec.name[count] } == true)
      }
    }
    let top = Self.tree.branches.first { $0.path == "" }
    let keys = CommandTable.standard.specs.map(\.name).filter { $0.first == "key" }
    let names = keys.flatMap { $0.dropFirst() }.joined(separator: ", ")
    #expect(names.contains("allowed-signers, export, import, list, new, "))
    #expect(top?.words.first { $0.text == "key" }?.summary == names)
    #expect(top?.words.first { $0.text == "land" }?.summary == Land.spec.summary)
  }

  @Test("names need no quoting in any shell")
  func plainNames() {
    for spec in CommandTable.standard.specs {
      for name in spec.name + spec.options.map(\.name) {
        #expect(name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(name)")
      }
      for case .words(let words) in spec.options.map(\.form) + spec.operands.map(\.form) {
        for word in words {
          #expect(word.wholeMatch(of: /[A-Za-z0-9-]+(\.[a-z0-9-]+)*/) != nil, "\(word)")
        }
      }
    }
  }

  @Test("every script names every command and option", arguments: CompletionShell.allCases)
  func complete(_ shell: CompletionShell) throws {
    let lines = shell.script(Self.tree).split(separator: "\n")
    for spec in CommandTable.standard.specs {
      let path = spec.name.joined(separator: " ")
      #expect(lines.contains { $0.contains("'\(path)'") || $0.contains("\"\(path)\"") }, "\(path)")
      for option in spec.options {
        let name = (shell == .fish ? "-l " : "--") + option.name
        #expect(lines.contains { $0.contains(name) }, "\(path) \(name)")
      }
    }
  }

  @Test(
    "bash completes words, options and values",
    arguments: [
      (["entangle", "tas"], ["task"]),
      (
        ["entangle", "task", ""],
        ["accept", "list", "reject", "request", "result", "show", "update"]
      ),
      (["entangle", "--v"], ["--version"]),
      (["entangle", "task", "request", "--t"], ["--to", "--timeout"]),
      (["entangle", "key", "new", "--use", ""], ["artifact", "code", "law", "transport"]),
      (["entangle", "key", "new", "--use", "=", "la"], ["law"]),
      (["entangle", "key", "new", "--kdf", "="], ["moderate", "interactive", "pbkdf2"]),
      (["entangle", "key", "show", "roo"], ["root", "root-2"]),
      (["entangle", "run", "--as", ""], ["lead"]),
      (["entangle", "propose", "-m", ""], []),
      (["entangle", "completion", ""], ["bash", "fish", "zsh"]),
      (["entangle", "help", "ke"], ["key"]),
      (["entangle", "help", "key", "n"], ["new"]),
      (["entangle", "principal", "grant", "x", "o"], ["operator", "owner"]),
      (["entangle", "principal", "grant", "--days", "3", ""], ["lead"]),
      (["entangle", "principal", "grant", "--days", "=", "3", "x", "n"], ["none"]),
      (["entangle", "principal", "access", "x", "p"], ["public"]),
      (["entangle", "key", "revoke", "lead", ""], []),
      (["entangle", "verdict", "0123", "a"], ["accept"]),
      (["entangle", "verdict", "0123", "accept", ""], []),
      (["entangle", "rules", "T14"], ["T140"]),
      (["entangle", "log", "--kind", "la"], ["land"]),
      (["entangle", "deny", "add", "--reason", "fl"], ["flood"]),
      (["entangle", "trust", "resolve", "--keep", "t"], ["theirs"]),
      (["entangle", "graph", "show", "--format", "d"], ["dot"]),
      (["entangle", "-C", "x", "key", "show", "roo"], ["root", "root-2"]),
      (["entangle", "task", "request", "--", "--t"], []),
      (["entangle", "nothing", ""], []),
      (["git", "-C", "x", "entangle", "key", "s"], ["show"]),
    ])
  func bash(_ words: [String], _ expected: [String]) throws {
    #expect(try offers(words) == expected)
  }

  @Test("bash offers all commands and all options of each")
  func bashOffersAll() throws {
    let tops = Set(CommandTable.standard.specs.compactMap(\.name.first))
    #expect(Set(try offers(["entangle", ""])) == tops)
    for spec in CommandTable.standard.specs {
      let offered = try offers(["entangle"] + spec.name + ["-"])
      #expect(offered == (spec.options + [.help]).map { "--" + $0.name })
    }
  }

  @Test("the name of a branch is never executed")
  func branch() throws {
    let name = "$(touch${IFS}x)"
    let offered = try offers(["entangle", "propose", "--ref", ""], branches: name)
    #expect(offered == ["\\$\\(touch\\$\\{IFS\\}x\\)"])
  }

  @Test(
    "the other shells can read their scripts",
    arguments: [CompletionShell.fish, .zsh].filter { InstalledProgram.isThere($0.rawValue) })
  func parses(_ shell: CompletionShell) throws {
    let home = try TemporaryDirectory(prefix: "entangle-completion-test")
    let file = home.path.appending("script")
    try FileSystem.write(Array(shell.script(Self.tree).utf8), to: file)
    let result = try InstalledProgram.run(
      shell.rawValue, ["-n", file.description], input: "", home: home.path.description)
    #expect(result.isSuccess && result.standardError.text == "", "\(result.standardError.text)")
  }

  @Test("the command prints the script, and knows no other shell")
  func command() throws {
    let harness = try CommandHarness()
    for shell in CompletionShell.allCases {
      let result = harness.run("completion \(shell.rawValue)")
      #expect(result.status == .ok && result.output == shell.script(Self.tree))
    }
    #expect(harness.run("completion tcsh").status == .usage)
    #expect(harness.run("completion").status == .usage)
  }
}
