internal import EntangleModel

/// Which of what principals ask of each other a command lists: all of it or what is open, of one and to one.
struct PartySelection: Sendable {
  /// The options; the help says what each means for the command.
  static func options(all: String, to: String, from: String) -> [OptionSpec] {
    [
      .flag("all", help: all), .value("to", "id", form: .principal, help: to),
      .value("from", "id", form: .principal, help: from),
    ]
  }

  private let isAll: Bool
  private let to: PrincipalID?
  private let from: PrincipalID?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    func principal(_ name: String) throws(UsageError) -> PrincipalID? {
      try arguments.value(name).map { text throws(UsageError) in try Arguments.principal(text) }
    }
    isAll = arguments.flag("all")
    to = try principal("to")
    from = try principal("from")
  }

  /// Whether it is listed.
  func takes(isOpen: Bool, from asking: PrincipalID, to asked: PrincipalID?) -> Bool {
    (isAll || isOpen) && (to == nil || asked == to) && (from == nil || asking == from)
  }
}
