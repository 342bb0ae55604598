internal import EntangleModel

/// A push may move branches, tags, and the refs of the format but the host's own log. Stops: replacement refs, notes
/// and other refs that change what people see of a history without changing it.
struct H101RefNotOpen: PushRule {
  static let text = RuleText(
    "H101", "a ref that nobody may push",
    rule: "A push may move branches, tags, and the refs of the format but the host's own log.",
    stops:
      "replacement refs, notes and other refs that change what people see of a history without "
      + "changing it.",
    hint: "leave the ref out of the push")

  /// How many slashes a name has at most.
  private static let mostFolders = 32

  func findings(in context: PushContext) -> [Finding] {
    context.updates.filter { !isOpen($0.name, context.format) }.map {
      Self.broken(
        "only branches, tags and refs/entangle/ may be pushed here, no receipts, no HEAD nor what is below it, nothing deeper "
          + "than 32 folders, and nothing that 'git check-ref-format' does not take"
      )
      .about($0.name)
    }
  }

  private func isOpen(_ name: RefName, _ format: ObjectFormat) -> Bool {
    guard name.isWellFormed else { return false }
    switch EntangleRef(name, format: format) {
    case .receipts?: return false
    case .some: return true
    case nil: break
    }
    // What lies deeper, not every program lists.
    guard name.bytes.count(where: { $0 == UInt8(ascii: "/") }) <= Self.mostFolders else {
      return false
    }
    let open = ["refs/heads/", "refs/tags/"].compactMap { name.dropping(prefix: $0) }
    // Nobody can tell a branch of that name from the repository's own HEAD, which a clone has where it would put one below.
    return open.contains {
      !$0.prefix { $0 != UInt8(ascii: "/") }.elementsEqual("HEAD".utf8)
    }
  }
}
