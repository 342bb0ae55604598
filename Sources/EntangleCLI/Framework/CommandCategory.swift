/// The headings under which `entangle help` lists the commands, in this order.
enum CommandCategory: Sendable, Hashable, CaseIterable {
  case start
  case keys
  case trust
  case work
  case verification
  case execution
  case host
  case plumbing

  /// The heading.
  var title: String {
    switch self {
    case .start: "start and look around"
    case .keys: "keep keys"
    case .trust: "decide whom to trust"
    case .work: "record and move work"
    case .verification: "verify history"
    case .execution: "run tasks"
    case .host: "guard a shared repository"
    case .plumbing: "plumbing, for scripts"
    }
  }
}
