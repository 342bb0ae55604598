/// The completion file for bash (bash(1), "Programmable Completion").
///
/// It needs nothing of the package bash-completion. What is offered is never handed to `compgen -W`,
/// which would expand it: the name of a branch may contain `$(…)`.
struct BashCompletion {
  let tree: CompletionTree

  /// The whole file.
  var text: String {
    """
    # Completion of entangle for bash, made by 'entangle completion bash'.

    # The words that can follow the beginning of a command.
    __entangle_words() {
      case $1 in
    \(arms(tree.branches.map { ([$0.path], $0.words.map(\.text).joined(separator: " ")) }))
      esac
    }

    # The options of a command.
    __entangle_options() {
      case $1 in
      '') echo '--help --version' ;;
    \(arms(tree.leaves.map { ([$0.path], $0.options.map { "--" + $0.name }.joined(separator: " ")) }))
      *) echo '--help' ;;
      esac
    }

    # What the operand of a command with that number is, the ones that may follow it ('+'), or the value of an option.
    __entangle_form() {
      case $1 in
    \(arms(tree.leaves.flatMap(forms)))
      esac
    }

    \(Self.functions)
    """
  }

  private func forms(_ leaf: CompletionTree.Leaf) -> [(patterns: [String], echo: String)] {
    let operands = leaf.spec.operands.enumerated().flatMap { position, operand in
      let isLast = operand.arity == .repeating || operand.arity == .requiredRepeating
      let patterns = ["\(leaf.path) #\(position + 1)"] + (isLast ? ["\(leaf.path) #+"] : [])
      return patterns.map { ([$0], form(operand.form)) }
    }
    let options = leaf.options.filter { $0.valueName != nil }.map { option in
      let names = ["--" + option.name] + (option.letter.map { ["-\($0)"] } ?? [])
      return (names.map { "\(leaf.path) \($0)" }, form(option.form))
    }
    return operands + options
  }

  private func form(_ form: ValueForm) -> String {
    switch form {
    case .text: "text"
    case .file: "file"
    case .directory: "directory"
    case .words(let words): "words " + words.joined(separator: " ")
    case .rule: self.form(.words(ValueForm.codes))
    case .branch: "branch"
    case .key: "key"
    case .publicKey: "publickey"
    case .principal: "principal"
    case .command: "command"
    }
  }

  /// Names and forms hold letters, digits, dashes and spaces alone; a test holds them to it.
  private func arms(_ arms: [(patterns: [String], echo: String)]) -> String {
    arms.map { patterns, echo in
      "  " + patterns.map { "'\($0)'" }.joined(separator: " | ") + ") echo '\(echo)' ;;"
    }.joined(separator: "\n")
  }

  private static let functions = """
    # Offers those of the lines of standard input that begin as the word does.
    __entangle_offer() {
      local line
      while IFS= read -r line; do
        case $line in
        "$cur"*) COMPREPLY+=("$(printf '%q' "$line")") ;;
        esac
      done
    }

    # Offers files, or with -d directories.
    __entangle_files() {
      local line
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "${1:--f}" -- "$cur")
      compopt -o filenames 2>/dev/null
    }

    # Offers the values of a form.
    __entangle_values() {
      case $1 in
      words) shift && __entangle_offer < <(printf '%s\\n' "$@") ;;
      file) __entangle_files ;;
      directory) __entangle_files -d ;;
      branch)
        __entangle_offer < <(git for-each-ref --format='%(refname:short)' refs/heads 2>/dev/null)
        ;;
      key | publickey) __entangle_offer < <(entangle key list 2>/dev/null | cut -d ' ' -f 1) ;;
      principal)
        __entangle_offer < <(entangle principal list 2>/dev/null | sed -n 's/^\\([^ ][^ ]*\\)  .*/\\1/p')
        ;;
      esac
      if [[ $1 == publickey ]]; then __entangle_files; fi
    }

    # Follows the words from the one numbered 'index' as far as they name a command.
    __entangle_walk() {
      command=
      while ((index < COMP_CWORD)); do
        case " $(__entangle_words "$command") " in
        *" ${COMP_WORDS[index]} "*) command="${command:+$command }${COMP_WORDS[index]}" ;;
        *) break ;;
        esac
        ((index += 1))
      done
    }

    _entangle() {
      local cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}
      local command index=1 operand=1 form= words ended= value= word
      COMPREPLY=()
      if [[ ${COMP_WORDS[0]##*/} == git ]]; then
        while ((index < COMP_CWORD)) && [[ ${COMP_WORDS[index]} != entangle ]]; do
          ((index += 1))
        done
        ((index += 1))
      fi
      while ((index + 1 < COMP_CWORD)) && [[ ${COMP_WORDS[index]} == -C ]]; do ((index += 2)); done
      __entangle_walk
      for word in "${COMP_WORDS[@]:index:COMP_CWORD-index}"; do
        if [[ -n $value ]]; then
          # bash takes '--option=value' for three words.
          if [[ $word != = ]]; then value=; fi
        elif [[ -z $ended && $word == -- ]]; then
          ended=yes
        elif [[ -z $ended && $word == -?* ]]; then
          value=$(__entangle_form "$command $word")
        else
          ((operand += 1))
        fi
      done
      if [[ $cur == = ]]; then
        cur=
      elif [[ $option == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
      fi
      if [[ -z $ended && $option == -* ]]; then form=$(__entangle_form "$command $option"); fi
      if [[ -z $form && -z $ended && $cur == -* ]]; then
        # shellcheck disable=SC2046 # words of our own, to be split
        __entangle_values words $(__entangle_options "$command")
        return
      fi
      if [[ -z $command && $option == -C ]]; then form=directory; fi
      if [[ -z $form ]]; then form=$(__entangle_form "$command #$operand"); fi
      if [[ -z $form ]]; then form=$(__entangle_form "$command #+"); fi
      if [[ $form == command ]]; then __entangle_walk; fi
      if ((index == COMP_CWORD)); then words=$(__entangle_words "$command"); fi
      # shellcheck disable=SC2086 # words of our own, to be split
      __entangle_values ${words:+words} ${words:-$form}
    }

    # What git's own completion calls for 'git entangle'.
    _git_entangle() { _entangle; }

    complete -F _entangle entangle git-entangle

    """
}
