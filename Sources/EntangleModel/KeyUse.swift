/// What a key may sign or open.
public enum KeyUse: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Manifests of artifacts (DSSE).
  case artifact
  /// Commits, tags and push certificates.
  case code
  /// Events and trust states.
  case law
  /// The login of ssh.
  case transport

  public static func < (left: KeyUse, right: KeyUse) -> Bool { left.rawValue < right.rawValue }

  /// Whether one key may have these uses: at least one, and `law` or `artifact` only alone, so
  /// that no rebase and no forwarded agent can ever mint an event.
  public static func mayShareKey(_ uses: Set<KeyUse>) -> Bool {
    !uses.isEmpty && (uses.count == 1 || uses.isDisjoint(with: [.law, .artifact]))
  }
}
