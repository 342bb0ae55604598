public import EntangleModel

/// To whom a server serves a repository, and who pushes.
public struct TenantFacts: Sendable, Hashable {
  /// Whoever pushes, with what the newest trust state says of him.
  public struct Pusher: Sendable, Hashable {
    public let id: PrincipalID
    /// Nil where the law does not know him.
    public let tenant: PrincipalID?
    public let isAuthority: Bool

    public init(_ id: PrincipalID, in state: TrustState) {
      self.id = id
      tenant = state.principals[id]?.tenant
      isAuthority = state.principals[id]?.kind == .authority
    }
  }

  public let pusher: Pusher
  /// The tenants that are served.
  public let served: Set<PrincipalID>

  public init(_ pusher: Pusher, served: Set<PrincipalID>) {
    self.pusher = pusher
    self.served = served
  }

  /// Whether the server has anything to do with him; law is made by whoever makes it.
  public var isServed: Bool {
    pusher.isAuthority || pusher.tenant.map { served.contains($0) } ?? false
  }
}
