import Glibc

/// A connection to a server on this machine (`unix(7)`, a stream), closed when it goes out of
/// scope. Nothing waits longer than it is told to.
public struct LocalSocket: ~Copyable {
  private let number: Int32
  private let path: FilePath

  /// Connects to the server that listens at `path`.
  ///
  /// Throws `invalidPath` for an empty name or one with a NUL, `callFailed` where nobody listens or
  /// the name is longer than a socket's can be (107 bytes).
  public init(connectingTo path: FilePath) throws(SystemError) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard !path.bytes.isEmpty, !path.bytes.contains(0) else { throw .invalidPath(path) }
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { name in
      guard path.bytes.count < name.count else { return false }
      name.copyBytes(from: path.bytes)
      return true
    }
    guard fits else {
      throw .callFailed(
        operation: "connect to", path: path, cause: Errno(code: ENAMETOOLONG))
    }
    let kind =
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
      | Int32(SOCK_NONBLOCK.rawValue)
    let made = socket(AF_UNIX, kind, 0)
    guard made >= 0 else {
      throw .callFailed(operation: "connect to", path: path, cause: .current)
    }
    let status = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(made, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0 else {
      let cause = Errno.current
      close(made)
      throw .callFailed(operation: "connect to", path: path, cause: cause)
    }
    number = made
    self.path = path
  }

  deinit { close(number) }

  /// Sends all bytes; throws `callFailed`, with ETIMEDOUT where they are not taken by `deadline`.
  public func send(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) throws(SystemError) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.send(
          number, buffer.baseAddress?.advanced(by: sent), buffer.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        sent += count
      } else if errno == EAGAIN {
        try wait(for: Int16(POLLOUT), by: deadline, "write to")
      } else if errno != EINTR {
        throw .callFailed(operation: "write to", path: path, cause: .current)
      }
    }
  }

  /// Receives exactly `count` bytes; throws `callFailed`, with ETIMEDOUT where they have not come by
  /// `deadline` and ECONNRESET where the server hangs up before.
  public func receive(_ count: Int, by deadline: ContinuousClock.Instant) throws(SystemError)
    -> [UInt8]
  {
    var bytes = [UInt8](repeating: 0, count: max(0, count))
    var received = 0
    while received < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        recv(number, buffer.baseAddress?.advanced(by: received), buffer.count - received, 0)
      }
      if got > 0 {
        received += got
      } else if got == 0 {
        throw .callFailed(operation: "read from", path: path, cause: Errno(code: ECONNRESET))
      } else if errno == EAGAIN {
        try wait(for: Int16(POLLIN), by: deadline, "read from")
      } else if errno != EINTR {
        throw .callFailed(operation: "read from", path: path, cause: .current)
      }
    }
    return bytes
  }

  private func wait(
    for events: Int16, by deadline: ContinuousClock.Instant, _ operation: String
  ) throws(SystemError) {
    while true {
      let left = ContinuousClock.now.duration(to: deadline).components
      let milliseconds = left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000
      guard milliseconds > 0 else {
        throw .callFailed(operation: operation, path: path, cause: Errno(code: ETIMEDOUT))
      }
      var request = pollfd(fd: number, events: events, revents: 0)
      let ready = poll(&request, 1, Int32(clamping: milliseconds))
      if ready > 0 { return }
      if ready < 0 && errno != EINTR {
        throw .callFailed(operation: operation, path: path, cause: .current)
      }
    }
  }
}
