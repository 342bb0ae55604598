import Testing

@testable import EntangleCLI

@Suite("Help text")
struct HelpTextTests {
  private let harness: CommandHarness

  init() throws {
    harness = try CommandHarness()
  }

  private static let keyNew = """
    usage: entangle key new --use <use>... [--no-passphrase] [--passphrase-fd <n>]
                            [--kdf <cost>] [--json] <name>

        make a signing key and print its public half

            <name>               what the key will be called in the key store
            --use <use>          what it may sign: law, artifact, code or transport;
                                 the first two stand alone
            --no-passphrase      leave the key readable to whoever can read its file
            --passphrase-fd <n>  read the passphrase from this open descriptor
            --kdf <cost>         the work that a guess costs: moderate (Argon2id,
                                 256 MiB, the default), interactive (Argon2id, 64
                                 MiB) or pbkdf2 (SHA-256, 600000 times)
            --json               print canonical JSON for programs
        -h, --help               print this help

    The passphrase is typed twice, or read from the descriptor, or from the file
    that ENTANGLE_PASSPHRASE_FILE names.

    """

  private static let keyCommands = """
    usage: entangle key <command> [<args>]

    keep keys
        key agent            sign with a key that the ssh-agent holds
        key allowed-signers  print the enrolled keys for git and ssh-keygen
        key export           write a key in OpenSSH form
        key import           take an OpenSSH private key into the key store
        key list             list the keys in the key store
        key new              make a signing key and print its public half
        key revoke           end a principal's key
        key rotate           give a principal new keys in place of the old
        key show             show the public half of a key

    See 'entangle key <command> --help' for one of them.

    """

  @Test(
    "the help of a command is made from its specification",
    arguments: ["key new -h", "key new --help", "help key new", "key new x --use law -h"])
  func command(_ line: String) {
    let expected = CommandResult(status: .ok, output: Self.keyNew, diagnostics: "")
    #expect(harness.run(line) == expected)
  }

  @Test("a group of commands lists them when asked", arguments: ["help key", "key -h"])
  func group(_ line: String) {
    let result = harness.run(line)
    #expect(result == CommandResult(status: .ok, output: Self.keyCommands, diagnostics: ""))
  }

  @Test("a group alone is a mistake, and lists its commands")
  func groupAlone() {
    let expected = CommandResult(status: .usage, output: "", diagnostics: Self.keyCommands)
    #expect(harness.run("key") == expected)
  }

  @Test("the list of all commands goes by category")
  func list() {
    let result = harness.run("help")
    #expect(result.output.hasPrefix("usage: entangle <command> [<args>]\n"))
    #expect(result.output.contains("\nkeep keys\n    key agent            "))
    #expect(harness.run("-h") == result)
    #expect(harness.run("--help") == result)
    #expect(harness.run("").diagnostics == result.output)
    #expect(result.output.hasSuffix(" them, 'entangle help --all' for all there are.\n"))
    #expect(!result.output.contains("plumbing"))
  }

  @Test("the list of all commands has each", arguments: ["help -a", "help --all"])
  func listAll(_ line: String) {
    let result = harness.run(line)
    let lines = result.output.split(separator: "\n")
    for spec in CommandTable.standard.specs {
      let start = "    " + spec.name.joined(separator: " ") + "  "
      #expect(lines.count { $0.hasPrefix(start) } == 1)
    }
    #expect(result.status == .ok && result.output.hasSuffix(" --help' for one of them.\n"))
    #expect(harness.run("help -a land").status == .usage)
  }

  @Test("no line is longer than 80 columns, however long its words")
  func width() {
    let option = OptionSpec.value(
      "an-option-with-a-very-long-name", "value", letter: "a", help: "what it does")
    let spec = CommandSpec(
      ["long"], summary: "be long", category: .plumbing, options: [option],
      operands: [OperandSpec("file", .repeating)])
    #expect(
      HelpText.command(spec) == """
        usage: entangle long [--an-option-with-a-very-long-name <value>] [<file>...]

            be long

            -a, --an-option-with-a-very-long-name <value>
                                          what it does
            -h, --help                    print this help

        """)
    for spec in CommandTable.standard.specs {
      let lines = HelpText.command(spec).split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= 80 })
    }
  }
}
