public import EntangleModel

/// The refs of a server as they stand when a push is judged: what git will compare with what the push says.
public struct StandingRefs: Sendable {
  /// Where each stands.
  let places: [RefName: ObjectID]
  /// Those that stand for others.
  let symbolic: Set<RefName>

  public init(places: [RefName: ObjectID], symbolic: Set<RefName>) {
    self.places = places
    self.symbolic = symbolic
  }

  /// The most bytes of a folder of a name, or of its last part: a file of that name has a lock beside it.
  static let longestPart = 250
  /// The most bytes of a name.
  static let longestName = 2_048

  /// Why git would not move a ref: lower case, without full stop; and the way out, where fetching is none.
  struct Obstacle {
    let reason: String
    var hint: String?

    static let symbolic = Obstacle(
      reason: "it stands for another ref",
      hint:
        "push to that ref; whoever keeps the server takes this one away ('git symbolic-ref --delete')"
    )

    /// What a push deletes has gone before.
    static let gone = Obstacle(
      reason: "it is not there, and the push deletes it",
      hint: "there is nothing to do, it is gone already; push the rest without it")

    /// A ref that is there keeps others from being below it, or above it.
    static func taken(_ reason: String) -> Obstacle {
      Obstacle(
        reason: reason,
        hint:
          "push under another name; or delete what is in the way first, in a push of its own, if nothing needs it"
      )
    }
  }

  /// Why git would not move these refs as they say, each with the ref.
  func obstacles(to updates: [PushedRef]) -> [(RefName, Obstacle)] {
    let made = updates.filter { $0.old == nil && $0.new != nil }.map(\.name)
      .filter { $0.bytes.count <= Self.longestName }
    let folders = made.isEmpty ? [] : folders(of: made)
    return updates.compactMap { update in
      obstacle(to: update, folders: folders).map { (update.name, $0) }
    }
  }

  private func obstacle(to update: PushedRef, folders: Set<ArraySlice<UInt8>>) -> Obstacle? {
    let name = update.name
    if symbolic.contains(name) { return .symbolic }
    if update.new == nil, places[name] == nil { return .gone }
    guard places[name] == update.old else {
      let here = places[name].map { "stands at \($0)" } ?? "is not there"
      let said = update.old.map { "stands at \($0)" } ?? "is not there"
      return Obstacle(reason: "it \(here), and the push says that it \(said)")
    }
    guard update.old != update.new else { return Obstacle(reason: "it would not move") }
    guard update.old == nil else { return nil }
    let parts = name.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard name.bytes.count <= Self.longestName,
      parts.allSatisfy({ $0.count <= Self.longestPart })
    else { return Obstacle(reason: "its name is too long", hint: "push under a shorter name") }
    if folders.contains(name.bytes[...]) { return .taken("there are refs below it") }
    for (index, byte) in name.bytes.enumerated() where byte == UInt8(ascii: "/") {
      let folder = RefName(Array(name.bytes[..<index]))
      if places[folder] != nil || symbolic.contains(folder) || isMade(folder, folders) {
        return .taken("'\(folder)' is a ref")
      }
    }
    return nil
  }

  /// Whether a ref that the same push makes has that name. (Those have themselves among the folders, marked by
  /// a slash at the end.)
  private func isMade(_ name: RefName, _ folders: Set<ArraySlice<UInt8>>) -> Bool {
    folders.contains((name.bytes + [UInt8(ascii: "/")])[...])
  }

  /// The folders of all refs, and of those that are made.
  private func folders(of made: [RefName]) -> Set<ArraySlice<UInt8>> {
    var folders: Set<ArraySlice<UInt8>> = []
    func add(_ name: RefName) {
      for (index, byte) in name.bytes.enumerated().reversed() where byte == UInt8(ascii: "/") {
        guard folders.insert(name.bytes[..<index]).inserted else { return }
      }
    }
    for name in places.keys { add(name) }
    for name in symbolic { add(name) }
    for name in made {
      add(name)
      folders.insert((name.bytes + [UInt8(ascii: "/")])[...])
    }
    return folders
  }
}
