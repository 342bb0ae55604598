/// The form in which a command prints a table of the program's own.
enum DocumentForm: Sendable, Hashable {
  /// For people, at a terminal.
  case text
  /// The page that stands in `Docs/`, or the part of it that was asked for.
  case markdown
  case json

  /// What `--json` and `--markdown` say. Throws where both are given.
  init(_ arguments: ParsedArguments) throws(UsageError) {
    switch (arguments.flag("json"), arguments.flag("markdown")) {
    case (true, true): throw UsageError("'--json' and '--markdown' exclude each other")
    case (true, false): self = .json
    case (false, true): self = .markdown
    case (false, false): self = .text
    }
  }
}

extension OptionSpec {
  /// `--markdown`, for the tables of which `Docs/` has a page.
  static let markdown = OptionSpec.flag("markdown", help: "print Markdown, as in the documents")
}
