internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem

/// `entangle host authorized-keys`: tells sshd who may log in.
struct HostAuthorizedKeys: Command {
  static let spec = CommandSpec(
    ["host", "authorized-keys"], summary: "tell sshd who may log in, from the law", category: .host,
    options: [ServedFolder.option],
    operands: [
      OperandSpec("type", help: "the type of the key that is offered, '%t' of sshd_config"),
      OperandSpec("key", help: "the key in base64, '%k'"),
    ],
    details: [
      "For sshd's AuthorizedKeysCommand: 'entangle host authorized-keys --root /srv/git %t %k'. It "
        + "prints a line for authorized_keys where one of the repositories below the root has that key as a "
        + "valid key for transport of somebody who is active, and nothing else. So a key that is revoked or "
        + "expired is out at the next login.",
      "Whoever logs in gets 'entangle host shell' and nothing else. Which principal he is, each repository "
        + "says for itself.",
    ], related: ["sshd_config(5)"])

  private let root: String
  private let type: String
  private let key: String

  init(_ arguments: ParsedArguments) throws(UsageError) {
    root = arguments.value("root") ?? ""
    type = arguments.operand(0) ?? ""
    key = arguments.operand(1) ?? ""
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let folder = try ServedFolder(root, in: context)
    guard let offered = PublicKey(text: "\(type) \(key)") else { return .ok }
    let id = context.cryptography.keyID(offered)
    guard folder.knows(id) else { return .ok }
    let program = try attempt { try FileSystem.realPath("/proc/self/exe") }
    guard program.bytes.allSatisfy({ $0 >= 0x80 || ServedFolder.isPlain($0) }) else {
      throw CommandError(
        "the path of the program, '\(program)', cannot stand in a line of authorized_keys",
        hint: "install entangle below a path of \(ServedFolder.plain)")
    }
    let command = "\(program) host shell --root \(folder.root) --key \(id)"
    try context.output.line("restrict,command=\"\(command)\" \(offered.text)")
    return .ok
  }
}
