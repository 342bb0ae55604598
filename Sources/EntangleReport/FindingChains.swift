internal import EntangleModel
public import EntangleVerify

/// What follows from what among the findings of a report: an event that builds on a refused one is
/// refused itself, and only the first of them says why.
public struct FindingChains: Sendable {
  private let findings: [String: [Finding]]

  /// Takes a report's findings.
  public init(_ findings: [Finding]) {
    self.findings = Dictionary(grouping: findings, by: \.object)
  }

  /// The findings about an object, an oid or a ref's name.
  public func findings(about object: String) -> [Finding] { findings[object] ?? [] }

  /// The objects from the given one to the one whose findings stand for themselves; the given one
  /// alone where its own do.
  public func path(from object: String) -> [String] {
    var path = [object]
    var seen: Set<String> = [object]
    var current = object
    while let base = base(of: current), seen.insert(base).inserted {
      path.append(base)
      current = base
    }
    return path
  }

  /// The object from which the findings about this one follow; nil where one of them stands for
  /// itself, and where nothing is found of what they name.
  private func base(of object: String) -> String? {
    guard let own = findings[object], own.allSatisfy({ $0.base != nil }) else { return nil }
    return own.lazy.compactMap { $0.base }.first { findings[$0] != nil }
  }

  /// For each object that something is found of, the end of its path.
  public func roots() -> [String: String] {
    var known: [String: String] = [:]
    for object in findings.keys { _ = root(of: object, known: &known) }
    return known
  }

  /// The end of the path, remembered for each object on it: long lanes are followed once.
  private func root(of object: String, known: inout [String: String]) -> String {
    var path: [String] = []
    var seen: Set<String> = []
    var current = object
    while known[current] == nil, seen.insert(current).inserted {
      path.append(current)
      guard let base = base(of: current) else { break }
      current = base
    }
    let root = known[current] ?? current
    for object in path { known[object] = root }
    return root
  }
}
