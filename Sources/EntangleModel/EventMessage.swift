/// The message of an event: a summary line, an empty line, the trailers.
public enum EventMessage {
  /// The message of an event, as its commit carries it.
  public static func encode(_ body: EventBody) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(1_024)
    text.append(text: body.kind.name.rawValue)
    if let headline = body.kind.headline.flatMap({ body[$0] }) {
      text.append(" ")
      text.append(text: headline.headline)
    }
    text.append("\n\nKind: ")
    text.append(text: body.kind.label)
    text.append("\n")
    text += body.origin.start
    text.append(decimal: body.sequence)
    text.append("\nChain: ")
    body.chain.appendHex(to: &text)
    text += body.origin.end
    for cause in body.causes {
      text.append(" ")
      cause.id.appendHex(to: &text)
      text.append(":")
      cause.digest.appendHex(to: &text)
    }
    if body.causes.isEmpty { text.append(" none") }
    text.append("\nFiles:")
    for file in body.files {
      text.append(" ")
      text.append(text: file.name)
      text.append(":")
      file.digest.appendHex(to: &text)
    }
    if body.files.isEmpty { text.append(" none") }
    for (field, value) in zip(body.kind.fields, body.values) {
      text.append("\n")
      text += field.mark
      append(value, to: &text)
    }
    text.append("\n")
    return text
  }

  private static func append(_ value: EventFieldValue, to text: inout [UInt8]) {
    guard case .commit(let commit) = value else {
      text.append(text: value.description)
      return
    }
    commit.id.appendHex(to: &text)
    text.append(":")
    commit.digest.appendHex(to: &text)
    text.append(":")
    commit.content.appendHex(to: &text)
  }
}
