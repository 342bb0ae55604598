internal import EntangleSystem

/// What bwrap itself says about a sandbox (`bwrap(1)`, `--json-status-fd`): JSON objects, one a line,
/// on a pipe that nothing inside can write to.
struct SandboxStatus {
  /// The number, as the host counts, of the first process in the sandbox; nil if none was started.
  let firstProcess: Int32?

  /// The status the task ended with; nil if the set-up failed or bwrap was killed.
  let exitCode: Int32?

  /// Reads what came through the pipe; what is not understood counts as not said.
  init(_ output: CapturedOutput) {
    firstProcess = Self.number("child-pid", in: output.bytes)
    exitCode = Self.number("exit-code", in: output.bytes)
  }

  private static func number(_ key: String, in bytes: [UInt8]) -> Int32? {
    let name = Array("\"\(key)\"".utf8)
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      for field in line.split(separator: UInt8(ascii: ",")) {
        let parts = field.split(separator: UInt8(ascii: ":"))
        guard parts.count == 2, parts[0].suffix(name.count).elementsEqual(name) else { continue }
        let digits = parts[1].filter { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return Int32(String(decoding: digits, as: UTF8.self))
      }
    }
    return nil
  }
}
