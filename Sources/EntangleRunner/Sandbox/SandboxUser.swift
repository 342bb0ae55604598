internal import Glibc

/// Whose rights a sandboxed task has on the host. Inside it is always user and group 1000.
enum SandboxUser: String, Sendable {
  /// The caller's, in a user namespace of its own.
  case mapped
  /// Those of a user that owns nothing but the workspace. For root the kernel does not enforce the
  /// limit on processes (`getrlimit(2)`), and root owns the system's files: so it must step down.
  case switched

  /// The user and group in the sandbox.
  static let insideID: UInt32 = 1000

  /// The user and group that root steps down to: of the range that distributions leave unused.
  static let switchedID: UInt32 = 65521

  /// `switched` for the machine's real root, `mapped` for everybody else, and also for the root of
  /// a user namespace, who is an ordinary user outside.
  static func current() -> SandboxUser {
    geteuid() == 0 && isInitialNamespace() ? .switched : .mapped
  }

  /// Whether every user number here is that of the machine (`user_namespaces(7)`).
  private static func isInitialNamespace() -> Bool {
    guard let file = fopen("/proc/self/uid_map", "re") else { return true }
    defer { fclose(file) }
    var line = [UInt8](repeating: 0, count: 256)
    let count = fread(&line, 1, line.count, file)
    let words = line.prefix(count).split { $0 == 0x20 || $0 == 0x0a || $0 == 0x09 }
    return words.map { String(decoding: $0, as: UTF8.self) } == ["0", "0", "4294967295"]
  }
}
