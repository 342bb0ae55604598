/// The hooks of a governed repository: short programs for the shell that hand over to entangle.
public enum HostHook: String, Sendable, CaseIterable {
  case preReceive = "pre-receive"
  case postReceive = "post-receive"
  case referenceTransaction = "reference-transaction"

  /// The text of the hook, as it stands in `hooks/` of the source tree.
  public var text: String {
    switch self {
    case .preReceive:
      """
      #!/bin/sh
      # Judges each push before any ref moves; see entangle-hook-pre-receive(1).
      command -v entangle >/dev/null || {
        echo "entangle: refused: there is no program 'entangle' on this server's PATH" >&2
        exit 1
      }
      exec entangle hook pre-receive

      """
    case .postReceive:
      """
      #!/bin/sh
      # Ends the turn of a push whose refs have moved; see entangle-hook-post-receive(1).
      turn=${GIT_DIR:-.}/entangle/turn
      # Where nothing is left to be written, an empty note says so without a program.
      # (When git started is the 22nd word of its line, the 20th after its name.)
      { read -r holder start word whole && ! read -r draft; } 2>/dev/null <"$turn" &&
        [ "$holder $word$draft" = "$PPID done" ] && { read -r stat <"/proc/$PPID/stat"; } 2>/dev/null && set -- ${stat##*) } &&
        [ "${start%%@*}" = "${20}" ] && true >"$turn" && exit 0
      exec entangle hook post-receive

      """
    case .referenceTransaction:
      """
      #!/bin/sh
      # Lets git move what was judged, and all of it at once; see entangle-hook-reference-transaction(1).
      [ "$1" = prepared ] || exit 0
      # Refs of which each may move alone need no program for each. (When git started is the 22nd word of its line, the 20th after
      # its name: another container may have the same number.)
      holder=
      read -r holder start word whole 2>/dev/null <"${GIT_DIR:-.}/entangle/turn" &&
        [ "$holder $whole" = "$PPID each" ] && { read -r stat <"/proc/$PPID/stat"; } 2>/dev/null && set -- ${stat##*) } &&
        [ "${start%%@*}" = "${20}" ] && exit 0
      # Nor do those that git packs, which is no push. (The words have lost the NUL that ends each. A line's end among them hides
      # what comes after it: then nobody knows.)
      words=
      { read -r words <"/proc/$PPID/cmdline" && words=; } 2>/dev/null
      case "$holder $words" in
        "$PPID "* | *receive-pack*) ;;
        *pack-refs*) exit 0 ;;
      esac
      exec entangle hook reference-transaction

      """
    }
  }

  /// The SHA-256 of texts that earlier versions wrote, in hexadecimal: they are replaced. Any other is somebody's own.
  public var earlier: Set<String> {
    switch self {
    case .preReceive: []
    case .postReceive:
      [
        "2eccc2a3fb40f4db298f5e84a8240684b6ab9d0b55ae4ef034c207c25d0e8755",
        "cce9d6df5cf5404b1827262c3c5ec34afac0708538ab233f410b6637720e03d8",
      ]
    case .referenceTransaction:
      [
        "1278b8171eb62933e66ed85c87470a65f6e3e72e21e3ffc8ea73bc19e1e1a836",
        "a35db89c3dd8b4eb8b9ab9fda3bcd4f189f2396ede5966ae297b236f024a2b30",
        "ccd704d9716e7c662da35782c56868cc8db6df7503598cf8a17dffe758e14f73",
        "858b269769b140add674474e36cc2dea8755a1c95390dab15fb272b8782bb2f2",
      ]
    }
  }
}
