internal import EntangleVerify

/// What the value of an option or operand is, as far as a shell can help to type it.
enum ValueForm: Sendable, Hashable {
  /// Text, a number, an id: nothing that a shell knows.
  case text
  /// The path of a file.
  case file
  /// The path of a directory.
  case directory
  /// One of these words.
  case words([String])
  /// The code of a rule. (All their texts are put together only where somebody asks.)
  case rule
  /// The short name of a branch of the current repository.
  case branch
  /// The name of a key in the key store.
  case key
  /// The name of a key in the key store, or a file that holds a public key.
  case publicKey
  /// The id of a principal of the current repository.
  case principal
  /// The words that name a command, each an operand.
  case command

  /// The words that `rule` stands for.
  static var codes: [String] { RuleBook.texts.map(\.code) }
}
