/// The hooks for the repository of somebody who works: short programs for the shell that hand over to
/// entangle.
public enum ClientHook: String, Sendable, CaseIterable {
  case prePush = "pre-push"
  case commitMessage = "commit-msg"

  /// The text of the hook, as it stands in `hooks/` of the source tree.
  public var text: String {
    switch self {
    case .prePush:
      """
      #!/bin/sh
      # Judges what is about to be pushed; see entangle-hook-pre-push(1).
      command -v entangle >/dev/null || {
        echo "entangle: refused: there is no program 'entangle' on the PATH" >&2
        echo "hint: 'git push --no-verify' pushes without it" >&2
        exit 1
      }
      exec entangle hook pre-push "$@"

      """
    case .commitMessage:
      """
      #!/bin/sh
      # Refuses a message that has a secret; see entangle-hook-commit-msg(1).
      command -v entangle >/dev/null || {
        echo "entangle: refused: there is no program 'entangle' on the PATH" >&2
        echo "hint: 'git commit --no-verify' commits without it" >&2
        exit 1
      }
      exec entangle hook commit-msg "$@"

      """
    }
  }
}
