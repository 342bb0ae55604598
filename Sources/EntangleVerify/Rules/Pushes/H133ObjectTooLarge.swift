import EntangleModel

/// A branch or tag stands at no object larger than a commit may be. Stops: a file of any size behind a tag, which is digested for the
/// receipt while all others wait.
struct H133ObjectTooLarge: PushRule {
  static let text = RuleText(
    "H133", "a ref at an object that is too large",
    rule: "A branch or tag stands at no object larger than a commit may be.",
    stops:
      "a file of any size behind a tag, which is digested for the receipt while all others wait.",
    hint: "put the file into a commit")

  func findings(in context: PushContext) -> [Finding] {
    guard let objects = context.history?.objects else { return [] }
    return context.updates.compactMap { update in
      guard let new = update.new, update.name.dropping(prefix: "refs/entangle/") == nil else {
        return nil
      }
      do throws(ObjectReadError) {
        _ = try objects.read(new, limit: context.limits.commitBytes)
      } catch {
        guard case .tooLarge(_, let size, let limit) = error else { return nil }
        return Self.broken("\(new) has \(size) bytes, and \(limit) are the most").about(update.name)
      }
      return nil
    }
  }
}
