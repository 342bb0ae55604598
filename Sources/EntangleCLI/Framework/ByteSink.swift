internal import EntangleSystem
internal import Glibc

/// Where the bytes of a stream end: a descriptor, or an array in a test.
protocol ByteSink: Sendable {
  /// Takes all bytes; throws why the system did not.
  func write(_ bytes: [UInt8]) throws(Errno)

  /// The same, where nobody waits beyond a deadline for whoever reads.
  func patient(by deadline: ContinuousClock.Instant) -> any ByteSink
}

extension ByteSink {
  func patient(by deadline: ContinuousClock.Instant) -> any ByteSink { self }
}

/// An open descriptor of this process, which stays open.
struct DescriptorSink: ByteSink {
  /// 1 for standard output, 2 for standard error.
  let number: Int32

  func write(_ bytes: [UInt8]) throws(Errno) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(number, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count > 0 {
        written += count
      } else if errno == EAGAIN {
        // Somebody else who has the same terminal or pipe made it non-blocking.
        var wait = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      } else if errno != EINTR {
        throw Errno(code: errno)
      }
    }
  }

  func patient(by deadline: ContinuousClock.Instant) -> any ByteSink {
    PatientSink(number: number, deadline: deadline)
  }
}

/// An open descriptor whose reader may have stopped to read; what he has not taken by the deadline is lost.
struct PatientSink: ByteSink {
  let number: Int32
  let deadline: ContinuousClock.Instant

  /// A pipe that is ready takes as many bytes at once (`pipe(7)`).
  private static let most = 4_096

  func write(_ bytes: [UInt8]) throws(Errno) {
    var rest = bytes[...]
    while !rest.isEmpty {
      try wait()
      let count = rest.prefix(Self.most).withUnsafeBytes { piece in
        Glibc.write(number, piece.baseAddress, piece.count)
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR, errno != EAGAIN {
        throw Errno(code: errno)
      }
    }
  }

  /// Waits until it takes bytes; throws where it does not by the deadline.
  private func wait() throws(Errno) {
    while true {
      let left = (deadline - .now) / .milliseconds(1)
      var state = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
      let count = poll(&state, 1, Int32(min(max(left, 0), 60_000)))
      if count > 0 { return }
      guard count < 0, errno == EINTR else { throw .wouldBlock }
    }
  }
}
