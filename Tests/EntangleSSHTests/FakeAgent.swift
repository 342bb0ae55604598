import EntangleModel
import EntangleSystem
import Glibc
import Synchronization

/// A server at a socket of its own that answers each message as a test says, byte for byte.
final class FakeAgent: Sendable {
  /// What comes back for a message: these bytes, with no length before them; nil is nothing at
  /// all, and the connection stays open.
  typealias Answer = @Sendable (_ message: [UInt8]) -> [UInt8]?

  private let directory: TemporaryDirectory
  private let listening: Int32
  private let answer: Answer
  private let messages = Mutex<[[UInt8]]>([])
  private let open = Mutex<[Int32]>([])

  init(_ answer: @escaping Answer) throws {
    directory = try TemporaryDirectory(prefix: "entangle-agent")
    self.answer = answer
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = directory.path.appending("socket")
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.bytes) }
    listening = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let status = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listening, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0, listen(listening, 8) == 0 else {
      throw SystemError.callFailed(operation: "listen at", path: path, cause: Errno(code: errno))
    }
    var thread = pthread_t()
    // The thread ends when `stop` shuts the socket, and holds this object until then.
    pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<FakeAgent>.fromOpaque(pointer).takeRetainedValue().serve() }
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    pthread_detach(thread)
  }

  /// Where it listens.
  var socketPath: FilePath { directory.path.appending("socket") }

  /// What it was asked so far, without the lengths.
  var asked: [[UInt8]] { messages.withLock { $0 } }

  /// Ends the thread and hangs up on everyone.
  func stop() {
    shutdown(listening, Int32(SHUT_RDWR))
    open.withLock { descriptors in
      for descriptor in descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
  }

  private func serve() {
    while true {
      let connection = accept(listening, nil, nil)
      guard connection >= 0 else { break }
      open.withLock { $0.append(connection) }
      guard let message = read(connection) else { continue }
      messages.withLock { $0.append(message) }
      guard let reply = answer(message) else { continue }
      _ = send(connection, reply, reply.count, Int32(MSG_NOSIGNAL))
      shutdown(connection, Int32(SHUT_WR))
    }
    open.withLock { descriptors in
      for descriptor in descriptors { close(descriptor) }
      descriptors = []
    }
    close(listening)
  }

  private func read(_ connection: Int32) -> [UInt8]? {
    guard let header = receive(4, connection) else { return nil }
    return receive(header.reduce(0) { $0 << 8 | Int($1) }, connection)
  }

  private func receive(_ count: Int, _ connection: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return recv(connection, &bytes, count, Int32(MSG_WAITALL)) == count ? bytes : nil
  }
}

/// A message with its length before it, as it goes over the wire.
func framed(_ message: [UInt8]) -> [UInt8] { sshString(message) }

/// The answer that lists keys: pairs of wire form and comment.
func identitiesAnswer(_ keys: [([UInt8], String)]) -> [UInt8] {
  let list = keys.flatMap { sshString($0.0) + sshString(Array($0.1.utf8)) }
  return framed([12] + sshNumber(UInt32(keys.count)) + list)
}
