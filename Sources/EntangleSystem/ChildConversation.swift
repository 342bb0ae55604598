internal import CSystem
internal import Glibc

/// A child that is asked and answers, many times, over its standard input and output.
///
/// It is started as a `ChildProcess` is, and killed where it still runs when the last owner has
/// gone. One thread at a time may talk to it. What it says on standard error is kept apart.
public final class ChildConversation: @unchecked Sendable {
  // SAFETY: whoever asks waits for the answer before it lends the conversation to another thread.
  private static let chunkSize = 1 << 16

  private let program: String
  private let child: pid_t
  private let stream: ChildDescriptor
  private let complaints: ChildDescriptor
  private var buffered: [UInt8] = []
  private var position = 0
  private var end: ChildTermination?

  /// Starts the child; of `process` the program, arguments, environment and directory count.
  ///
  /// It must say something within `answerSeconds` whenever something is read. Throws
  /// `ChildProcessError`.
  public init(_ process: ChildProcess, answerSeconds: Int32 = 600) throws(ChildProcessError) {
    program = process.program
    let executable = try ExecutableSearch.path(of: program, in: process.environment["PATH"])
    var ends: [Int32] = [-1, -1]
    guard csystem_socket_pair(&ends, answerSeconds) == 0 else {
      throw .failed("open a stream for", program, errno: errno)
    }
    stream = ChildDescriptor(ends[0])
    let given = ChildDescriptor(ends[1])
    let number = csystem_memory_file()
    guard number >= 0 else { throw .failed("open a memory file for", program, errno: errno) }
    complaints = ChildDescriptor(number)
    child = try process.spawn(executable, giving: [given, given, complaints])
  }

  deinit {
    guard end == nil else { return }
    // Its number is ours until we reap it, so this cannot hit a stranger.
    kill(-child, SIGKILL)
    while waitpid(child, nil, 0) < 0 && errno == EINTR {}
  }

  /// Sends bytes to the child's standard input. Throws `.failed` where it no longer reads.
  public func send(_ bytes: [UInt8]) throws(ChildProcessError) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.send(
          stream.number, buffer.baseAddress?.advanced(by: sent), buffer.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .failed("write to", program, errno: errno) }
      sent += count
    }
  }

  /// The next line of its standard output, without the newline; nil where it ended before one.
  ///
  /// Throws `.failed` where it says nothing in time or the line has more than `limit` bytes.
  public func line(limit: Int) throws(ChildProcessError) -> [UInt8]? {
    while true {
      if let newline = buffered[position...].firstIndex(of: 0x0a) {
        defer { position = newline + 1 }
        return Array(buffered[position..<newline])
      }
      guard buffered.count - position <= limit else {
        throw .failed(operation: "read from", subject: program, cause: "a line without end")
      }
      guard try fill() else { return nil }
    }
  }

  /// The next `count` bytes of its standard output; fewer where it ended before. Throws as `line`.
  public func bytes(_ count: Int) throws(ChildProcessError) -> [UInt8] {
    var taken: [UInt8] = []
    taken.reserveCapacity(count)
    while true {
      let part = buffered[position...].prefix(count - taken.count)
      taken += part
      position += part.count
      guard taken.count < count, try fill() else { return taken }
    }
  }

  /// Ends its standard input and waits until it has ended; at most the time given at the start.
  /// Throws `.failed`.
  public func finish() throws(ChildProcessError) -> ChildTermination {
    if let end { return end }
    shutdown(stream.number, Int32(SHUT_WR))
    while try fill() { position = buffered.count }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw .failed("reap", program, errno: errno) }
    }
    let signal = status & 0x7f
    let found = signal == 0 ? ChildTermination.exited((status >> 8) & 0xff) : .signalled(signal)
    end = found
    return found
  }

  /// The last line that it wrote to standard error; empty where there is none.
  public var lastComplaint: String {
    let size = lseek(complaints.number, 0, SEEK_END)
    guard size > 0 else { return "" }
    let start = max(0, size - 4096)
    let bytes = [UInt8](unsafeUninitializedCapacity: size - start) { buffer, used in
      used = max(0, pread(complaints.number, buffer.baseAddress, size - start, start))
    }
    return bytes.split(separator: 0x0a).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Reads more; false where the child has closed its standard output.
  private func fill() throws(ChildProcessError) -> Bool {
    if position > 0 {
      buffered.removeFirst(position)
      position = 0
    }
    let start = buffered.count
    var count = 0
    buffered += [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { buffer, used in
      repeat {
        count = recv(stream.number, buffer.baseAddress, buffer.count, 0)
      } while count < 0 && errno == EINTR
      used = max(0, count)
    }
    guard count >= 0 else {
      let cause = errno == EAGAIN ? ETIMEDOUT : errno
      throw .failed("read from", program, errno: cause)
    }
    return buffered.count > start
  }
}
