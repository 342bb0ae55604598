internal import EntangleModel
internal import EntangleVerify

/// What the options of every command that pushes say of a signature over the push.
extension Exchange.Signing {
  /// The options, for a command's specification.
  static let options = [
    OptionSpec.flag("signed", help: "sign the push, as 'git push --signed' does"),
    OptionSpec.value(
      "key", "file", form: .file,
      help: "sign with this SSH key, instead of that of git's configuration"),
  ]

  /// The paragraph about them.
  static let details =
    "With --signed, or a key, what is pushed and the repository's id are signed; a server under guard keeps that "
    + "as a push certificate."

  /// Nil where the push is not to be signed.
  init?(_ arguments: ParsedArguments) {
    let key = arguments.value("key")
    guard arguments.flag("signed") || key != nil else { return nil }
    self.init(key: key)
  }

  /// Runs a push, which is given the options that come before its operands: those of a certificate where it is signed,
  /// and the push options, in `options`. Once more without push options where the server takes none: then
  /// it asks for no token, and where it is pushed to says which repository is meant.
  static func push(
    to root: SHA256Digest, signing: Self?, options: [String] = [],
    _ run: ([String]) throws(CommandError) -> GitResult
  ) throws(CommandError) -> GitResult {
    let signed = signing == nil ? [] : ["--signed"]
    let named = signed.map { [$0, "--push-option=\(PushCertificate.repositoryOption)\(root)"] }
    let result = try run((named.first ?? []) + options)
    guard !result.isSuccess, result.talk.contains("push options"), !(signed + options).isEmpty
    else { return result }
    return try run(signed)
  }
}
