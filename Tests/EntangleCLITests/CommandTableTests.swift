import Testing

@testable import EntangleCLI

@Suite("Command table")
struct CommandTableTests {
  private static let specs = CommandTable.standard.specs

  @Test("every command, option and operand is described", arguments: specs)
  func described(_ spec: CommandSpec) {
    #expect(!spec.summary.isEmpty && !spec.details.isEmpty)
    for text in spec.options.map(\.help) + spec.operands.map(\.help) + [spec.summary] {
      #expect(!text.isEmpty && !text.hasSuffix("."))
    }
    for paragraph in spec.details {
      #expect(paragraph.hasSuffix(".") && !paragraph.contains("\n"))
    }
  }

  @Test("options that the environment can replace say so", arguments: specs)
  func environment(_ spec: CommandSpec) {
    let names = Set(spec.options.map(\.name))
    let isActor = spec.options.contains { $0.name == "as" && !$0.isRequired }
    #expect(spec.environment.contains(.principal) == isActor)
    #expect(spec.environment.contains(.passphraseFile) == names.contains("passphrase-fd"))
    if spec.operands.contains(RepositoryAccess.operand) {
      #expect(spec.environment.starts(with: RepositoryAccess.environment))
    }
    #expect(Set(spec.environment).count == spec.environment.count)
    #expect(Set(spec.environment).isSubset(of: EnvironmentVariable.all))
  }

  @Test("related pages are named with their section")
  func related() {
    for page in Self.specs.flatMap(\.related) {
      #expect(page.wholeMatch(of: /[a-z0-9_-]+\([1-8]\)/) != nil, "\(page)")
    }
  }

  @Test("an operand that is described stands in the help text")
  func operandHelp() {
    let help = HelpText.command(TaskRequest.spec)
    #expect(help.contains("\n        <command>    "))
  }
}
