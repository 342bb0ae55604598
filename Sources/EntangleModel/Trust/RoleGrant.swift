/// What an operator may do to the law alone, the least first; each may do what those before it may.
public enum Role: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Nothing.
  case viewer
  /// Take away: suspend machines, retire or freeze their keys, disable and remove edges.
  case `operator`
  /// Give to machines: enrol workers, runners and services, give them keys, call them back, let
  /// others delegate to them; and make policies stricter.
  case admin
  /// Retire machines, and protect branches that are not protected and stand where the law has them begin.
  case owner

  public static func < (left: Role, right: Role) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}

/// An operator's role, for a time.
public struct RoleGrant: Sendable, Hashable {
  public let role: Role
  /// The last second in which it holds.
  public let until: Timestamp

  public init(role: Role, until: Timestamp) {
    self.role = role
    self.until = until
  }
}
