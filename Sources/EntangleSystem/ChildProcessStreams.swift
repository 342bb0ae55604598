internal import CSystem
internal import Glibc

/// A descriptor that is closed with its last owner. Close-on-exec, numbered 64 or higher.
final class ChildDescriptor: Sendable {
  /// The descriptor's number.
  let number: Int32

  /// Takes ownership of an open descriptor.
  init(_ number: Int32) {
    self.number = number
  }

  deinit {
    close(number)
  }

  /// Both ends of a new pipe; reading never blocks.
  static func pipe(
    for subject: String
  ) throws(ChildProcessError) -> (reading: ChildDescriptor, writing: ChildDescriptor) {
    var ends: [Int32] = [-1, -1]
    guard csystem_pipe(&ends) == 0 else { throw .failed("open a pipe for", subject, errno: errno) }
    return (ChildDescriptor(ends[0]), ChildDescriptor(ends[1]))
  }

  /// A sealed file in memory that holds `content`, ready to be read from its beginning.
  static func memoryFile(
    _ content: [UInt8], for subject: String
  ) throws(ChildProcessError) -> ChildDescriptor {
    let number = csystem_memory_file()
    guard number >= 0 else { throw .failed("open a memory file for", subject, errno: errno) }
    let file = ChildDescriptor(number)
    var position = 0
    while position < content.count {
      let count = content.withUnsafeBytes { bytes in
        write(number, bytes.baseAddress?.advanced(by: position), bytes.count - position)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .failed("write a memory file for", subject, errno: errno) }
      position += count
    }
    guard lseek(number, 0, SEEK_SET) == 0, csystem_seal(number) == 0 else {
      throw .failed("seal a memory file for", subject, errno: errno)
    }
    return file
  }

  /// `/dev/null`, for reading and writing.
  static func null(for subject: String) throws(ChildProcessError) -> ChildDescriptor {
    try opened("/dev/null", O_RDWR, for: subject)
  }

  /// A file, for reading.
  static func file(
    _ path: FilePath, for subject: String
  ) throws(ChildProcessError) -> ChildDescriptor {
    guard let text = path.text else {
      throw .unwritable(operation: "open a file for", subject: path.description)
    }
    return try opened(text, O_RDONLY, for: subject)
  }

  private static func opened(
    _ path: String, _ flags: Int32, for subject: String
  ) throws(ChildProcessError) -> ChildDescriptor {
    let low = open(path, flags | O_CLOEXEC)
    guard low >= 0 else { throw .failed("open \(path) for", subject, errno: errno) }
    defer { close(low) }
    let number = fcntl(low, F_DUPFD_CLOEXEC, 64)
    guard number >= 0 else { throw .failed("open \(path) for", subject, errno: errno) }
    return ChildDescriptor(number)
  }
}

/// The descriptors of one child: what it gets, and what we read.
final class ChildStreams {
  /// One pipe of which we capture a part.
  struct Capture {
    /// Our end.
    let reading: ChildDescriptor
    /// How much is kept, in bytes.
    let limit: Int
    /// What was kept so far.
    var output = CapturedOutput()
    /// Whether more can come.
    var isOpen = true
  }

  /// What becomes descriptor 0, 1, 2 and so on of the child; nil leaves our own in place.
  private(set) var given: [ChildDescriptor?] = []

  /// The captured streams by the child's descriptor number.
  var captures: [Int: Capture] = [:]

  private let whenRead: (@Sendable (ChildProcess.Stream, [UInt8]) -> Void)?

  /// The child's descriptor number of its extra output.
  let extraOutput: Int

  /// Opens what `process` needs. Throws `ChildProcessError.failed`.
  init(_ process: ChildProcess) throws(ChildProcessError) {
    extraOutput = 3 + process.extraInputs.count
    whenRead = process.whenRead
    let null = try ChildDescriptor.null(for: process.program)
    switch process.standardInput {
    case .nothing: given.append(null)
    case .inherited: given.append(nil)
    case .bytes(let bytes):
      given.append(try ChildDescriptor.memoryFile(bytes, for: process.program))
    case .file(let path):
      given.append(try ChildDescriptor.file(path, for: process.program))
    }
    for output in [process.standardOutput, process.standardError] {
      switch output {
      case .discarded: given.append(null)
      case .inherited: given.append(nil)
      case .captured(let limit): try capture(limit, for: process.program)
      }
    }
    for content in process.extraInputs {
      given.append(try ChildDescriptor.memoryFile(content, for: process.program))
    }
    if let limit = process.extraOutputLimit {
      try capture(limit, for: process.program)
    }
  }

  /// Closes what was for the child alone, so that its streams can end.
  func closeGiven() {
    given = []
  }

  /// Reads what is there now, and notes whether the stream has ended.
  func drain(_ number: Int) {
    guard var capture = captures[number], capture.isOpen else { return }
    captures[number] = nil
    withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 16) { buffer in
      // A child that writes without end must not keep us from looking at the clock.
      for _ in 0..<32 {
        let count = read(capture.reading.number, buffer.baseAddress, buffer.count)
        if count < 0 && errno == EINTR { continue }
        if count < 0 && errno == EAGAIN { return }
        guard count > 0 else {
          capture.isOpen = false
          return
        }
        let part = Array(buffer.prefix(count))
        capture.output.append(part, limit: capture.limit)
        if number == 1 { whenRead?(.standardOutput, part) }
        if number == 2 { whenRead?(.standardError, part) }
      }
    }
    captures[number] = capture
  }

  private func capture(_ limit: Int, for subject: String) throws(ChildProcessError) {
    let (reading, writing) = try ChildDescriptor.pipe(for: subject)
    captures[given.count] = Capture(reading: reading, limit: limit)
    given.append(writing)
  }
}
