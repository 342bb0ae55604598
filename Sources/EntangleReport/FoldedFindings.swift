internal import EntangleModel
public import EntangleVerify

/// The findings of a report as people want them: each that stands for itself, and what follows from it
/// beneath; the gravest first, then by place.
public struct FoldedFindings: Sendable {
  /// A finding that stands for itself, with what it explains.
  public struct Group: Sendable {
    public let root: Finding
    /// A line that says where its object stands; nil where the object's name says it.
    let place: String?
    /// What the same rule warns of in other events of the same lane.
    public fileprivate(set) var likewise: [Finding] = []
    /// What merely follows from these, in the order of the report; mostly of other objects.
    public fileprivate(set) var followers: [Finding] = []

    /// How many other objects stand or fall with it.
    public var followerCount: Int {
      Set(followers.map(\.object)).subtracting([root.object] + likewise.map(\.object)).count
    }
  }

  public let groups: [Group]

  /// Takes findings, and what was judged, where it could be.
  public init(_ findings: [Finding], judgement: Judgement?) {
    let chains = FindingChains(findings)
    let roots = chains.roots()
    let standing = Set(findings.filter { $0.base == nil }.map(\.object))
    var following: [String: [Finding]] = [:]
    var own: [Finding] = []
    for finding in findings {
      let root = roots[finding.object] ?? finding.object
      if root == finding.object && (finding.base == nil || !standing.contains(root)) {
        own.append(finding)
      } else {
        following[root, default: []].append(finding)
      }
    }
    let placed = own.map { finding in
      let followers = following[finding.object] ?? []
      return (finding, FindingPlace(of: finding.object, in: judgement, followers: followers))
    }
    let sorted = placed.enumerated().sorted { left, right in
      let (first, second) = (left.element, right.element)
      guard first.0.severity == second.0.severity else {
        return first.0.severity > second.0.severity
      }
      return first.1 != second.1 ? first.1 < second.1 : left.offset < right.offset
    }.map(\.element)
    groups = Self.gathered(sorted, following)
  }

  /// Lays what follows beneath its root, of several about one object the last of the gravest; and
  /// warnings of one rule about one lane together.
  private static func gathered(
    _ sorted: [(finding: Finding, place: FindingPlace)], _ following: [String: [Finding]]
  ) -> [Group] {
    var bearers: [String: Int] = [:]
    for (index, (finding, _)) in sorted.enumerated() {
      let bearer = bearers[finding.object].map { sorted[$0].finding.severity }
      if bearer == nil || bearer == finding.severity { bearers[finding.object] = index }
    }
    var groups: [Group] = []
    var warned: [String: Int] = [:]
    for (index, (finding, place)) in sorted.enumerated() {
      let followers = bearers[finding.object] == index ? following[finding.object] ?? [] : []
      let kind = finding.severity == .warning ? place.lane.map { finding.code + " " + $0 } : nil
      if let kind, let first = warned[kind] {
        groups[first].likewise.append(finding)
        groups[first].followers += followers
        continue
      }
      if let kind { warned[kind] = groups.count }
      var group = Group(root: finding, place: place.text)
      group.followers = followers
      groups.append(group)
    }
    return groups
  }
}
