/// An environment variable that commands heed, as the manual tells of it.
struct EnvironmentVariable: Sendable, Hashable {
  /// The name.
  let name: String
  /// What it does, in lower case, without full stop.
  let help: String

  /// Whose id counts where `--as` is not given.
  static let principal = EnvironmentVariable(
    name: "ENTANGLE_PRINCIPAL",
    help: "the principal who acts, where --as is not given; without either, entangle.principal of "
      + "git's configuration counts")

  /// Where a passphrase comes from.
  static let passphraseFile = EnvironmentVariable(
    name: "ENTANGLE_PASSPHRASE_FILE",
    help: "a file that holds the passphrase and that only its owner may read, where "
      + "--passphrase-fd is not given; without either, it is asked for at the terminal")

  /// Who signs with the keys that are not in the key store.
  static let agentSocket = EnvironmentVariable(
    name: "SSH_AUTH_SOCK",
    help: "the socket of the ssh-agent, which signs with the keys that it holds ('entangle key "
      + "agent')")

  /// Where keys and pins lie.
  static let dataHome = EnvironmentVariable(
    name: "XDG_DATA_HOME",
    help: "the directory in whose folder 'entangle' the keys and the pinned trust roots lie "
      + "(default: $HOME/.local/share)")

  /// Which repository is meant.
  static let gitDirectory = EnvironmentVariable(
    name: "GIT_DIR",
    help: "the git directory of the repository that is meant where none is named, as for git; "
      + "without it, the one in which the current directory lies")

  /// Where records of what was verified lie.
  static let cacheHome = EnvironmentVariable(
    name: "XDG_CACHE_HOME",
    help:
      "the directory in whose folder 'entangle' it is recorded what was verified before (default: "
      + "$HOME/.cache)")

  /// Who pushes, where the transport knows that.
  static let pusher = EnvironmentVariable(
    name: "ENTANGLE_PUSHER",
    help:
      "the principal who pushes, as whoever runs git on the server has found out; where it is not "
      + "set, whoever can push may push any lane")

  /// What a client of sshd asks for.
  static let originalCommand = EnvironmentVariable(
    name: "SSH_ORIGINAL_COMMAND", help: "the command that the client sent, as sshd hands it over")

  /// What whoever pushes law has from the operator of the host.
  static let operatorToken = EnvironmentVariable(
    name: "ENTANGLE_HOST_OPERATOR_TOKEN",
    help:
      "a token of whoever keeps the server ('entangle host token add'), which a push of law proves "
      + "there; it is never sent")

  /// Whether there are colours.
  static let noColour = EnvironmentVariable(
    name: "NO_COLOR", help: "where it is set and not empty, nothing is shown in colours")

  /// How wide texts are.
  static let columns = EnvironmentVariable(
    name: "COLUMNS",
    help: "at how many columns reports are wrapped on a terminal (default: as many as it has); "
      + "elsewhere they are not wrapped, and help has 80 columns everywhere")

  /// Where tasks run.
  static let temporaryDirectory = EnvironmentVariable(
    name: "TMPDIR",
    help: "the directory in which bundles are unpacked and tasks have their workspace (default: "
      + "/tmp)")

  /// All of them.
  static let all = [
    principal, passphraseFile, agentSocket, gitDirectory, dataHome, cacheHome, noColour, columns,
    temporaryDirectory, pusher, originalCommand, operatorToken,
  ]
}
