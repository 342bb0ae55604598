/// A commit of a code branch, as git reads it, with nothing in it that git tools read differently.
public struct CodeCommit: Sendable, Hashable {
  public let tree: ObjectID
  public let parents: [ObjectID]
  /// The armour of the header that holds the signature; empty where there is none.
  public let signatureArmour: [UInt8]
  /// The commit without that header: what git signs.
  public let payload: [UInt8]

  /// Reads a commit's content.
  ///
  /// Nil where the headers are not `tree`, `parent`s, `author`, `committer` in this order followed
  /// by others and ended by an empty line, the header for a signature
  /// (`ObjectFormat.signatureHeader`) stands there twice, another whose name begins with `gpgsig` at
  /// all, or a NUL anywhere. (git takes every line that begins so for the other format's signature,
  /// and leaves it out of what it checks.)
  public init?(content: [UInt8], format: ObjectFormat) {
    guard !content.contains(0), let end = content.headerEnd else { return nil }
    let lines = content[..<end].split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var stage = 0
    var tree: ObjectID?
    var parents: [ObjectID] = []
    var armour: [UInt8] = []
    var signatures = 0
    var inSignature = false
    var payload: [UInt8] = []
    for line in lines {
      if line.first == UInt8(ascii: " ") {
        guard stage == 4 else { return nil }
        if inSignature {
          armour += line.dropFirst() + [UInt8(ascii: "\n")]
          continue
        }
      } else {
        guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        let name = String(decoding: line[..<space], as: UTF8.self)
        let value = line[(space + 1)...]
        inSignature = name == format.signatureHeader
        switch name {
        case "tree":
          guard stage == 0, let id = ObjectID(hex: value), id.format == format else { return nil }
          tree = id
          stage = 1
        case "parent":
          guard stage == 1, let id = ObjectID(hex: value), id.format == format else { return nil }
          parents.append(id)
        case "author":
          guard stage == 1 else { return nil }
          stage = 3
        case "committer":
          guard stage == 3 else { return nil }
          stage = 4
        case format.signatureHeader:
          guard stage == 4, signatures == 0 else { return nil }
          signatures += 1
          armour += value + [UInt8(ascii: "\n")]
          continue
        default:
          guard stage == 4, !name.utf8.starts(with: "gpgsig".utf8) else { return nil }
        }
      }
      payload += line + [UInt8(ascii: "\n")]
    }
    guard let tree, stage == 4 else { return nil }
    self.tree = tree
    self.parents = parents
    signatureArmour = armour
    self.payload = payload + content[(end + 1)...]
  }
}
