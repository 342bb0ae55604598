/// The completion file for fish (complete(1) of fish).
struct FishCompletion {
  let tree: CompletionTree

  /// The whole file.
  var text: String {
    """
    # Completion of entangle for fish, made by 'entangle completion fish'.

    # The words that name a command, as far as these do.
    function __entangle_walk
        set -l command
        for word in $argv
            switch (string join -- ' ' $command $word)
                case \(tree.paths.map(Self.quote).joined(separator: " "))
                    set command $command $word
                case '*'
                    break
            end
        end
        string join -- ' ' $command
    end

    # Whether the words typed name that command, or the beginning of one.
    function __entangle_at
        set -l words (commandline -opc)
        set -l found (__entangle_walk $words[2..])
        test "$found" = "$argv[1]"
    end

    # Whether a command is typed that takes another one's words, and these are the ones so far.
    function __entangle_about
        set -l words (commandline -opc)
        set -l typed (string join -- ' ' $words[3..])
        contains -- "$words[2]" \(about.joined(separator: " "))
        and test "$typed" = "$argv[1]"
    end

    function __entangle_keys
        entangle key list 2>/dev/null | string replace -r ' .*' ''
    end

    function __entangle_principals
        entangle principal list 2>/dev/null | string match -r '^[^ ]+'
    end

    function __entangle_branches
        git for-each-ref --format='%(refname:short)' refs/heads 2>/dev/null
    end

    complete -c entangle -f
    complete -c entangle -n '__entangle_at ""' -l version -d 'print the version'
    complete -c entangle -s h -l help -d 'print this help'

    \((tree.branches.flatMap(lines) + tree.leaves.flatMap(lines)).joined(separator: "\n"))

    """
  }

  /// The commands whose operands are the words of others.
  private var about: [String] {
    tree.leaves.filter { $0.spec.operands.first?.form == .command }.map(\.path)
  }

  private func lines(_ branch: CompletionTree.Branch) -> [String] {
    let path = "\"\(branch.path)\""
    let condition = Self.quote("__entangle_at \(path); or __entangle_about \(path)")
    return branch.words.map {
      "complete -c entangle -n \(condition) -a \($0.text) -d \(Self.quote($0.summary))"
    }
  }

  private func lines(_ leaf: CompletionTree.Leaf) -> [String] {
    let command = "complete -c entangle -n " + Self.quote("__entangle_at \"\(leaf.path)\"")
    let operand = leaf.spec.operands.first.map { Self.values($0.form) } ?? ""
    let options = leaf.spec.options.map { option in
      let letter = option.letter.map { " -s \($0)" } ?? ""
      let value =
        option.valueName == nil ? "" : " -r" + (Self.values(option.form, isOption: true))
      return "\(command)\(letter) -l \(option.name)\(value) -d \(Self.quote(option.help))"
    }
    return (operand.isEmpty ? [] : [command + operand]) + options
  }

  /// The arguments that say what is offered: of itself nothing, because the program as a whole says
  /// that no files are.
  private static func values(_ form: ValueForm, isOption: Bool = false) -> String {
    switch form {
    case .text, .command: isOption ? " -f" : ""
    case .file: " -F"
    case .directory: " -f -a '(__fish_complete_directories)'"
    case .words(let words): " -f -a " + quote(words.joined(separator: " "))
    case .rule: values(.words(ValueForm.codes), isOption: isOption)
    case .branch: " -f -a '(__entangle_branches)'"
    case .key: " -f -a '(__entangle_keys)'"
    case .publicKey: " -F -a '(__entangle_keys)'"
    case .principal: " -f -a '(__entangle_principals)'"
    }
  }

  private static func quote(_ text: String) -> String {
    let escaped = text.reduce(into: "") { escaped, letter in
      if "'\\".contains(letter) { escaped += "\\" }
      escaped.append(letter)
    }
    return "'\(escaped)'"
  }
}
