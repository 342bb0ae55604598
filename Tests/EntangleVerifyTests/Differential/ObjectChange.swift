import EntangleModel

/// Changes that an enemy would try on what several tools must read alike.
enum ObjectChange {
  private static let headers = [
    "gpgsig x", "gpgsig-sha256 x", "gpgsign x", "gpgsig", " folded", "encoding ISO-8859-1",
    "mergetag object x", "HG:extra x", "author A <a@b> 1 +0000", "committer C <c@d> 2 -0130",
    "tree",
    "parent \(String(repeating: "1", count: 40))", "tree \(String(repeating: "2", count: 40))",
    "object \(String(repeating: "3", count: 40))", "type tree", "tag v2", "tagger T <t@u> 3 +0000",
    "parent \(String(repeating: "A", count: 40))", "", "-----BEGIN SSH SIGNATURE-----",
    "-----BEGIN PGP SIGNATURE-----", "tagger", "\r", "author  <> 99999999999999999999 +9999",
  ]

  /// Changes one thing in the content of an object.
  static func make(
    _ type: ObjectType, _ content: inout [UInt8], _ numbers: inout SeededNumbers
  ) {
    if type != .tree, numbers.chance(60) {
      changeLines(&content, &numbers)
    } else if type == .tree, numbers.chance(60) {
      changeEntries(&content, &numbers)
    } else {
      changeBytes(&content, &numbers)
    }
  }

  private static func changeBytes(_ content: inout [UInt8], _ numbers: inout SeededNumbers) {
    guard !content.isEmpty else { return }
    let position = Int.random(in: content.indices, using: &numbers)
    let odd: [UInt8] = [0, 0x0a, 0x0d, 0x20, 0x09, 0x3c, 0x3e, 0x2f, 0x80, 0xff, 0x30, 0x2d]
    switch numbers.number(0...3) {
    case 0: content[position] ^= UInt8(numbers.number(1...255))
    case 1: content.insert(odd[Int(numbers.number(0...11))], at: position)
    case 2: content.remove(at: position)
    default: content = Array(content[..<position])
    }
  }

  private static func changeLines(_ content: inout [UInt8], _ numbers: inout SeededNumbers) {
    var lines = content.split(separator: 0x0a, omittingEmptySubsequences: false)
    // Mostly among the headers: what stands there is what readers argue about.
    let last = numbers.chance(80) ? min(lines.count, 20) : lines.count
    let position = Int(numbers.number(0...Int64(last - 1)))
    switch numbers.number(0...4) {
    case 0: lines.remove(at: position)
    case 1: lines.insert(lines[position], at: position)
    case 2: lines.swapAt(position, Int(numbers.number(0...Int64(last - 1))))
    case 3: lines[position] = Array(headers[Int(numbers.number(0...23))].utf8)[...]
    default:
      lines.insert(Array(headers[Int(numbers.number(0...23))].utf8)[...], at: position)
    }
    content = Array(lines.joined(separator: [0x0a]))
  }

  private static func changeEntries(_ content: inout [UInt8], _ numbers: inout SeededNumbers) {
    var entries = entries(content)
    let modes = ["040000", "0100644", "100664", "100600", "120000", "160000", "40000", "644", ""]
    let names = [
      ".", "..", ".git", ".GIT", ".git\u{200c}", "git~1", "a/b", "", "a\\b", "a\nb", "\u{e9}", " ",
    ]
    guard !entries.isEmpty else {
      content = Array("100644 a\0".utf8) + [UInt8](repeating: 1, count: 20)
      return
    }
    let position = Int(numbers.number(0...Int64(entries.count - 1)))
    switch numbers.number(0...4) {
    case 0: entries.insert(entries[position], at: position)
    case 1: entries.swapAt(position, Int(numbers.number(0...Int64(entries.count - 1))))
    case 2: entries[position].mode = Array(modes[Int(numbers.number(0...8))].utf8)
    case 3: entries[position].name = Array(names[Int(numbers.number(0...11))].utf8)
    default: entries.remove(at: position)
    }
    content = []
    for entry in entries {
      content += entry.mode
      content.append(0x20)
      content += entry.name
      content.append(0)
      content += entry.id
    }
  }

  /// The entries of a tree as far as they have a form at all.
  private static func entries(
    _ content: [UInt8]
  ) -> [(mode: [UInt8], name: [UInt8], id: [UInt8])] {
    var entries: [(mode: [UInt8], name: [UInt8], id: [UInt8])] = []
    var rest = content[...]
    while let space = rest.firstIndex(of: 0x20), let nul = rest[space...].firstIndex(of: 0),
      rest.endIndex - nul > 20
    {
      entries.append(
        (Array(rest[..<space]), Array(rest[(space + 1)..<nul]), Array(rest[(nul + 1)...(nul + 20)]))
      )
      rest = rest[(nul + 21)...]
    }
    return entries
  }
}
