internal import EntangleModel

/// A file system path as the bytes that the kernel takes: no encoding is assumed.
struct BytePath: Sendable, Hashable, CustomStringConvertible {
  /// The path without a final slash (except for the root itself); it holds no NUL.
  let bytes: [UInt8]

  /// Takes the bytes up to a NUL, and drops final slashes.
  init(_ bytes: some Sequence<UInt8>) {
    var kept = Array(bytes.prefix { $0 != 0 })
    while kept.count > 1, kept.last == UInt8(ascii: "/") { kept.removeLast() }
    self.bytes = kept
  }

  /// Takes the UTF-8 bytes of the text, as `init(_:)` does.
  init(_ text: String) {
    self.init(text.utf8)
  }

  /// Whether the path starts at the root.
  var isAbsolute: Bool { bytes.first == UInt8(ascii: "/") }

  /// The path for messages, with everything but printable ASCII escaped.
  var description: String { displayText(bytes) }

  /// The path with a slash and `component` behind it.
  func appending(_ component: some Sequence<UInt8>) -> BytePath {
    BytePath(bytes + [UInt8(ascii: "/")] + component)
  }

  /// The path with a slash and `component` behind it.
  func appending(_ component: String) -> BytePath {
    appending(component.utf8)
  }

  /// Lends the path as a C string for the length of the call.
  func withCString<Result, Failure: Error>(
    _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(bytes.map { CChar(bitPattern: $0) } + [0])
  }
}
