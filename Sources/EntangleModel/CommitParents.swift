/// What a commit is built on, as git reads it: the `parent` lines right behind the `tree` line.
public struct CommitParents: Sendable {
  public let ids: [ObjectID]
  /// Where in the content the lines end.
  public let end: Int

  /// Reads the first lines of a commit's content; nil where it does not start as one.
  public init?(_ content: [UInt8], format: ObjectFormat) {
    let width = format.hexCount
    let treeEnd = Self.tree.count + width
    guard content.starts(with: Self.tree), content.count > treeEnd,
      content[treeEnd] == UInt8(ascii: "\n"),
      ObjectID(hex: content[Self.tree.count..<treeEnd]) != nil
    else { return nil }
    var ids: [ObjectID] = []
    var end = treeEnd + 1
    while content[end...].starts(with: Self.parent) {
      let start = end + Self.parent.count
      guard content.count > start + width, content[start + width] == UInt8(ascii: "\n"),
        let id = ObjectID(hex: content[start..<(start + width)])
      else { return nil }
      ids.append(id)
      end = start + width + 1
    }
    self.ids = ids
    self.end = end
  }

  private static let tree = Array("tree ".utf8)
  private static let parent = Array("parent ".utf8)
}
