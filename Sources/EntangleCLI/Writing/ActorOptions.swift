internal import EntangleModel

/// The options of every command that signs: who acts, and where the passphrase comes from.
struct ActorOptions: Sendable {
  /// The options, for a command's specification.
  static let specs = [
    OptionSpec.value("as", "id", form: .principal, help: "act as this principal"),
    KeyAccess.descriptorOption,
  ]

  /// The environment variables that they heed.
  static let environment: [EnvironmentVariable] = [
    .principal, .passphraseFile, .agentSocket, .gitDirectory, .dataHome,
  ]

  let principal: PrincipalID?
  let descriptor: Int32?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    principal = try arguments.value("as").map { text throws(UsageError) in
      try Arguments.principal(text)
    }
    descriptor = try KeyAccess.descriptor(arguments)
  }

  /// A session, and what makes events for the one who acts.
  func composer(
    _ scope: Session.Scope, in context: CommandContext
  ) throws(CommandError) -> EventComposer {
    let session = try Session.open(scope, in: context)
    return EventComposer(
      session: session, principal: try session.principal(principal), descriptor: descriptor)
  }
}

/// Values that arguments give, in types.
enum Arguments {
  /// The name of a principal.
  static func principal(_ text: String) throws(UsageError) -> PrincipalID {
    guard let id = PrincipalID(text) else {
      throw UsageError("'\(displayText(text.utf8))' is no name of a principal")
    }
    return id
  }

  /// The name of a tenant.
  static func tenant(_ text: String) throws(UsageError) -> PrincipalID {
    guard let id = PrincipalID(text) else {
      throw UsageError("'\(displayText(text.utf8))' is no name of a tenant")
    }
    return id
  }

  /// The full or short name of a branch.
  static func branch(_ text: String) throws(UsageError) -> RefName {
    let full = text.hasPrefix("refs/") ? text : "refs/heads/\(text)"
    // (No branch of git's is named HEAD, and who says so means the one that is checked out.)
    guard full != "refs/heads/HEAD", let ref = RefName(branch: full.utf8) else {
      let isForeign = text.utf8.contains { $0 >= 0x7f }
      throw UsageError(
        "'\(displayText(text.utf8))' is no name of a branch"
          + (isForeign ? " that can be protected: such names are of ASCII alone" : ""))
    }
    return ref
  }

  /// Free text for an event, ended by one newline.
  static func text(_ text: String) throws(CommandError) -> [UInt8] {
    let hasControl = text.unicodeScalars.contains {
      $0 != "\n" && $0.properties.generalCategory == .control
    }
    guard !text.isEmpty else { throw CommandError("the text is empty", hint: "say something") }
    guard !hasControl else {
      throw CommandError(
        "the text holds a control character, such as a tab",
        hint: "indent by spaces; of control characters only newlines are taken")
    }
    return Array((text.hasSuffix("\n") ? text : text + "\n").utf8)
  }
}
