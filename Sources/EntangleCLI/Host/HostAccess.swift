/// What the commands for a server's repository share.
enum HostAccess {
  /// The operand: a bare repository.
  static let operand = OperandSpec(
    "repository", .optional, form: .directory,
    help: "a bare repository (default: where the current directory lies)")
}
