/// The table of commands as completion walks it: from word to word, then into options and values.
struct CompletionTree: Sendable {
  /// A word that may come next, and what it is about.
  struct Word: Sendable, Hashable {
    let text: String
    let summary: String
  }

  /// The beginning of a name that more words can follow.
  struct Branch: Sendable, Hashable {
    /// The words so far, separated by spaces; empty for the program itself.
    let path: String
    let words: [Word]
  }

  /// A command and the words that name it, separated by spaces.
  struct Leaf: Sendable {
    let path: String
    let spec: CommandSpec
    /// The options, `-h` and `--help` included.
    var options: [OptionSpec] { spec.options + [.help] }
  }

  /// All branches, the one of the program first, the others sorted.
  let branches: [Branch]
  /// All commands, sorted.
  let leaves: [Leaf]

  /// Reads a table.
  init(_ table: CommandTable) {
    leaves = table.specs.map { Leaf(path: $0.name.joined(separator: " "), spec: $0) }
      .sorted { $0.path < $1.path }
    let specs = leaves.map(\.spec)
    let paths = specs.flatMap { spec in
      (0..<spec.name.count).map { Array(spec.name.prefix($0)) }
    }
    let unique = Set(paths).sorted { $0.lexicographicallyPrecedes($1) }
    branches = unique.map { path in
      Branch(path: path.joined(separator: " "), words: Self.words(after: path, specs))
    }
  }

  /// The name of the shell functions' own commands and groups: every path but the empty one.
  var paths: [String] {
    Set(branches.map(\.path) + leaves.map(\.path)).subtracting([""]).sorted()
  }

  private static func words(after path: [String], _ specs: [CommandSpec]) -> [Word] {
    var summaries: [String: [String]] = [:]
    for spec in specs where spec.name.count > path.count && spec.name.starts(with: path) {
      let rest = spec.name.dropFirst(path.count)
      summaries[rest.first ?? "", default: []].append(
        rest.count == 1 ? spec.summary : rest.dropFirst().joined(separator: " "))
    }
    return summaries.sorted { $0.key < $1.key }.map {
      Word(text: $0.key, summary: $0.value.joined(separator: ", "))
    }
  }
}

/// A shell that can complete command lines.
enum CompletionShell: String, Sendable, Hashable, CaseIterable {
  case bash
  case fish
  case zsh

  /// The file to load into that shell.
  func script(_ tree: CompletionTree) -> String {
    switch self {
    case .bash: BashCompletion(tree: tree).text
    case .fish: FishCompletion(tree: tree).text
    case .zsh: ZshCompletion(tree: tree).text
    }
  }
}
