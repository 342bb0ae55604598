internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

extension Exchange {
  /// How a push is signed.
  struct Signing {
    /// The file with the SSH key; where there is none, git's configuration says with what.
    let key: String?

    /// The same with the path of the file from the root.
    func resolved(in context: CommandContext) -> Signing {
      Signing(key: key.map { context.path($0).argument })
    }
  }
}

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

  /// Has git push at once what the operands say, and nothing that the user's own configuration adds: no tags, submodules or
  /// refs of a mirror, and no signature that was not asked for. With the options of a certificate where it is signed,
  /// and the push options. Once more without push options where the server takes none: then it asks for no
  /// token, and where it is pushed to says which repository is meant.
  static func push(
    to remote: String, of root: SHA256Digest, signing: Self?, options: [String] = [],
    leases: [String], refs: [String], _ run: ([String]) throws(CommandError) -> GitResult
  ) throws(CommandError) -> GitResult {
    let key = signing?.key.map { ["-c", "gpg.format=ssh", "-c", "user.signingKey=\($0)"] } ?? []
    let named = signing.map { _ in
      ["--push-option=\(PushCertificate.repositoryOption)\(root)"]
    }
    let pushOptions = (named ?? []) + options
    func push(_ pushOptions: [String]) throws(CommandError) -> GitResult {
      try run(
        key + ["-c", "remote.\(remote).mirror=false", "push", "--atomic", "--quiet"]
          + ["--no-recurse-submodules", "--no-follow-tags"]
          + [signing == nil ? "--no-signed" : "--signed"] + pushOptions + leases
          + ["--", remote] + refs)
    }
    let result = try push(pushOptions)
    // (To a server that takes none, a push that is signed may go without its option.)
    guard !result.isSuccess, result.talk.contains("push options"), !pushOptions.isEmpty else {
      return result
    }
    return try push([])
  }
}
