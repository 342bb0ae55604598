/// What git 2.39 takes for payload and signature of a commit or tag: `parse_signed_commit` of its
/// `commit.c` and `parse_signed_buffer` of its `gpg-interface.c`, written again line by line.
struct GitReading {
  private(set) var payload: [UInt8] = []
  private(set) var signature: [UInt8] = []

  /// Reads a commit whose signature stands in the header of that name.
  init(commit: [UInt8], header: String) {
    var rest = commit[...]
    var isInSignature = false
    var isInOther = false
    while !rest.isEmpty {
      var line = Self.line(of: rest)
      let mark = Array("\(header) ".utf8)
      var part: ArraySlice<UInt8>?
      if isInSignature && line.first == UInt8(ascii: " ") {
        part = line.dropFirst()
      } else if line.starts(with: mark) {
        part = line.dropFirst(mark.count)
        isInOther = false
      } else if line.starts(with: "gpgsig".utf8) {
        isInOther = true
      } else if isInOther && line.first != UInt8(ascii: " ") {
        isInOther = false
      }
      if let part {
        signature += part
      } else {
        if line.first == UInt8(ascii: "\n") { line = rest }
        if !isInOther { payload += line }
      }
      isInSignature = part != nil
      rest = rest.dropFirst(line.count)
    }
  }

  /// Where the signature of a tag begins; the end where there is none.
  static func signatureStart(inTag tag: [UInt8]) -> Int {
    let marks = ["PGP SIGNATURE", "PGP MESSAGE", "SIGNED MESSAGE", "SSH SIGNATURE"]
      .map { Array("-----BEGIN \($0)-----".utf8) }
    var start = tag.count
    var rest = tag[...]
    while !rest.isEmpty {
      if marks.contains(where: { rest.starts(with: $0) }) { start = rest.startIndex }
      rest = rest.dropFirst(line(of: rest).count)
    }
    return start
  }

  /// The first line with its newline, if it has one.
  private static func line(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return bytes }
    return bytes[...end]
  }
}
