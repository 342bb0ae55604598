internal import EntangleModel
public import EntangleVerify

/// What follows from what among the findings of a report: an event that builds on a refused one is
/// refused itself, and only the first of them says why.
public struct FindingChains {
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

  private func base(of object: String) -> String? {
    findings[object]?.lazy.compactMap { $0.base?.description }.first
  }

  /// For each object whose findings stand for themselves, how many others merely build on it.
  var followers: [String: Int] {
    var roots: [String: String] = [:]
    var counts: [String: Int] = [:]
    for object in findings.keys where base(of: object) != nil {
      counts[root(of: object, known: &roots), default: 0] += 1
    }
    return counts
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
