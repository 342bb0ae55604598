internal import EntangleSystem
internal import Glibc

/// Where the bytes of a stream end: a descriptor, or an array in a test.
protocol ByteSink: Sendable {
  /// Takes all bytes; throws why the system did not.
  func write(_ bytes: [UInt8]) throws(Errno)
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
}
