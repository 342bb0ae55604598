import EntangleModel

/// Puts a signature over a commit into it, after the headers, as git does.
func splice(_ armour: [UInt8], into payload: [UInt8]) -> [UInt8] {
  let end = headerEnd(payload)
  var text = Array("gpgsig ".utf8)
  for (position, byte) in armour.enumerated() {
    text.append(byte)
    if byte == 0x0a && position < armour.count - 1 { text.append(0x20) }
  }
  return payload[..<end] + text + payload[end...]
}

/// Where the empty line after the headers starts.
func headerEnd(_ content: [UInt8]) -> Int {
  for position in content.indices.dropFirst()
  where content[position] == 0x0a && content[position - 1] == 0x0a { return position }
  return content.count
}

extension [UInt8] {
  /// The first occurrence of a text replaced by another.
  func replacing(_ old: String, with new: String) -> [UInt8] {
    let wanted = Array(old.utf8)
    guard count >= wanted.count else { return self }
    for start in 0...(count - wanted.count) where self[start...].starts(with: wanted) {
      return self[..<start] + Array(new.utf8) + self[(start + wanted.count)...]
    }
    preconditionFailure("'\(old)' is not there")
  }
}
