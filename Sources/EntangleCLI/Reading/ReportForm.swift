internal import EntangleReport
internal import EntangleVerify

/// In which form a command prints a report.
enum ReportForm: String, Sendable, CaseIterable {
  /// For people, what follows from a finding folded beneath it.
  case text
  /// The same, with everything.
  case all
  case json
  case porcelain
  /// Nothing: the exit status says it.
  case quiet

  /// The option for everything.
  static let allOption = OptionSpec.flag(
    "all", help: "show every finding, and what follows from each")

  /// What the options say; throws `UsageError` where they say more than one.
  init(_ arguments: ParsedArguments) throws(UsageError) {
    let given = Self.allCases.filter { $0 != .text && arguments.flag($0.rawValue) }
    guard given.count < 2 else {
      let names = given.prefix(2).map { "'--\($0.rawValue)'" }.joined(separator: " and ")
      throw UsageError("\(names) exclude each other")
    }
    self = given.first ?? .text
  }
}

extension CommandContext {
  /// How texts for people are set on standard output.
  var outputStyle: ReportStyle {
    ReportStyle(
      colours: ReportColours(isEnabled: outputColours.isEnabled), columns: outputColumns)
  }

  /// Prints a report.
  func print(_ report: Report, as form: ReportForm) throws(CommandError) {
    switch form {
    case .text, .all:
      try output.write(TextRendering(outputStyle, showsAll: form == .all).text(report))
    case .json: try output.json(JSONRendering.document(report))
    case .porcelain: try output.write(PorcelainRendering.text(report))
    case .quiet: break
    }
  }
}
