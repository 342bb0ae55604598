/// The completion file for zsh, to lie as `_entangle` in a directory of `fpath` (zshcompsys(1)).
struct ZshCompletion {
  let tree: CompletionTree

  /// The whole file.
  var text: String {
    """
    #compdef entangle git-entangle
    # Completion of entangle for zsh, made by 'entangle completion zsh'.

    \(Self.values)

    # Follows the words as far as they name a command; 'next' are those that can come then.
    _entangle_walk() {
      # What is shifted stays shifted (zshcompwid(1)).
      compstate[restore]=''
      command=''
      while true; do
        next=()
        case $command in
    \(tree.branches.map(branch).joined(separator: "\n"))
        esac
        (( CURRENT > 2 && ${#next} )) || break
        (( ${next[(I)${(b)words[2]}:*]} )) || break
        command=${command:+$command }$words[2]
        shift words
        (( CURRENT-- ))
      done
    }

    # The words of another command, as operands.
    _entangle_commands() {
      local command
      local -a next
      _entangle_walk
      (( CURRENT == 2 && ${#next} )) && _describe -t commands command next
    }

    _entangle() {
      local command
      local -a next
      _entangle_walk
      if (( CURRENT == 2 && ${#next} )) && [[ $words[2] != -* ]]; then
        _describe -t commands command next
        return
      fi
      case $command in
      ('') _arguments '--version[print the version]' \(Self.help) ;;
    \(tree.leaves.map(leaf).joined(separator: "\n"))
      (*) _arguments \(Self.help) ;;
      esac
    }

    _entangle "$@"

    """
  }

  private func branch(_ branch: CompletionTree.Branch) -> String {
    let words = branch.words.map { Self.quote("\($0.text):\($0.summary)") }
    return "    ('\(branch.path)')\n      next=(\n"
      + words.map { "        \($0)\n" }.joined() + "      )\n      ;;"
  }

  private func leaf(_ leaf: CompletionTree.Leaf) -> String {
    let options = leaf.spec.options.map(Self.option) + [Self.help]
    let operands = leaf.spec.operands.enumerated().map { Self.operand($1, number: $0 + 1) }
    let lines = (options + operands).map { "        " + $0 }
    return "  ('\(leaf.path)')\n    _arguments -s -S \\\n"
      + lines.joined(separator: " \\\n") + "\n    ;;"
  }

  private static let help = "'(-h --help)'{-h,--help}'[print this help]'"

  private static func option(_ option: OptionSpec) -> String {
    let text = "[\(escape(option.help))]"
    let value = option.valueName.map { ":\(escape($0)):\(action(option.form))" } ?? ""
    let long = "--\(option.name)" + (value.isEmpty ? "" : "=")
    let repeated = option.isRepeatable ? "*" : ""
    guard let letter = option.letter else { return quote(repeated + long + text + value) }
    let short = "-\(letter)" + (value.isEmpty ? "" : "+")
    let others = option.isRepeatable ? "*" : "(-\(letter) --\(option.name))"
    return "'\(others)'{\(short),\(long)}" + quote(text + value)
  }

  private static func operand(_ operand: OperandSpec, number: Int) -> String {
    let name = escape(operand.name)
    return switch operand.arity {
    case .required: quote("\(number):\(name):\(action(operand.form))")
    case .optional: quote("\(number)::\(name):\(action(operand.form))")
    case .repeating, .requiredRepeating: quote("*:\(name):\(action(operand.form))")
    }
  }

  private static func action(_ form: ValueForm) -> String {
    switch form {
    case .text: " "
    case .file: "_files"
    case .directory: "_files -/"
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .rule: action(.words(ValueForm.codes))
    case .branch: "_entangle_branches"
    case .key: "_entangle_keys"
    case .publicKey: "_entangle_public_keys"
    case .principal: "_entangle_principals"
    case .command: "_entangle_commands"
    }
  }

  /// What stands for itself in a specification of `_arguments`.
  private static func escape(_ text: String) -> String {
    text.reduce(into: "") { escaped, letter in
      if "[]:\\".contains(letter) { escaped += "\\" }
      escaped.append(letter)
    }
  }

  private static func quote(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }

  private static let values = """
    _entangle_keys() {
      local -a names
      names=(${${(f)"$(entangle key list 2>/dev/null)"}%% *})
      compadd -a names
    }

    _entangle_public_keys() {
      _entangle_keys
      _files
    }

    _entangle_principals() {
      local -a names
      names=(${${(M)${(f)"$(entangle principal list 2>/dev/null)"}:#[^ ]*}%% *})
      compadd -a names
    }

    _entangle_branches() {
      local -a names
      names=(${(f)"$(git for-each-ref --format='%(refname:short)' refs/heads 2>/dev/null)"})
      compadd -a names
    }
    """
}
