internal import EntangleModel

/// Whom a service lets connect, in words.
struct ServiceDescription {
  private let access: ServiceAccess?

  /// Takes its access list; nil where it has none.
  init(_ access: ServiceAccess?) {
    self.access = access
  }

  /// Such as `lets in builder, helper; decides on everybody else`.
  var text: String {
    guard let access else { return "lets in nobody" }
    let list =
      switch access.list {
      case nil: "lets in nobody"
      case .open?: "lets in everybody (public)"
      case .allowlist(let names)?: "lets in " + names.map(\.text).joined(separator: ", ")
      case .contacts?: "lets in its contacts"
      }
    return list + (access.decidesConnections ? "; decides on everybody else" : "")
  }
}
