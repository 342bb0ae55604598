/// What a task may not ask of the kernel: its keyrings, which no namespace parts. Whoever runs a task has keys there, such as
/// Kerberos tickets, in a session that a task would read from and add to.
///
/// A program of the classic Berkeley packet filter (`seccomp(2)`): to a task the kernel seems to have been built
/// without keyrings.
enum SystemCallFilter {
  /// The calls of one system call table.
  private struct Table {
    /// As `linux/audit.h` has it.
    let architecture: UInt32
    /// `add_key`, `request_key` and `keyctl`.
    let calls: [UInt32]
  }

  #if arch(x86_64)
    private static let tables = [
      Table(architecture: 0xC000_003E, calls: [248, 249, 250]),
      Table(architecture: 0x4000_0003, calls: [286, 287, 288]),
    ]
    /// That a call is of the x32 interface, whose table is else the same.
    private static let interfaceBit: UInt32 = 0x4000_0000
  #elseif arch(arm64)
    private static let tables = [
      Table(architecture: 0xC000_00B7, calls: [217, 218, 219]),
      Table(architecture: 0x4000_0028, calls: [309, 310, 311]),
    ]
    private static let interfaceBit: UInt32 = 0
  #else
    #error("the system calls of this architecture are to be named")
  #endif

  /// The program as bwrap reads it: each instruction of eight bytes.
  static let program: [UInt8] = {
    var instructions = [load(offset: 4)]
    for table in tables {
      let checks =
        [load(offset: 0), mask(~interfaceBit)]
        + table.calls.enumerated().map { place, call in
          // (To the end of the table, where it is refused.)
          jump(equal: call, then: UInt8(table.calls.count - place), otherwise: 0)
        } + [answer(allow), answer(refuse)]
      instructions.append(jump(equal: table.architecture, then: 0, otherwise: UInt8(checks.count)))
      instructions += checks
    }
    // (Of a table that is not known no call is.)
    instructions.append(answer(refuse))
    return instructions.flatMap { $0 }
  }()

  private static let allow: UInt32 = 0x7FFF_0000
  /// `SECCOMP_RET_ERRNO` with `ENOSYS`.
  private static let refuse: UInt32 = 0x0005_0000 | 38

  /// Takes a word of `struct seccomp_data`: its call stands at 0, its architecture at 4.
  private static func load(offset: UInt32) -> [UInt8] { instruction(0x20, 0, 0, offset) }
  private static func mask(_ bits: UInt32) -> [UInt8] { instruction(0x54, 0, 0, bits) }
  private static func answer(_ value: UInt32) -> [UInt8] { instruction(0x06, 0, 0, value) }
  private static func jump(equal value: UInt32, then: UInt8, otherwise: UInt8) -> [UInt8] {
    instruction(0x15, then, otherwise, value)
  }

  /// `struct sock_filter`, in the order of bytes of these machines.
  private static func instruction(
    _ code: UInt16, _ then: UInt8, _ otherwise: UInt8, _ value: UInt32
  ) -> [UInt8] {
    [UInt8(truncatingIfNeeded: code), UInt8(truncatingIfNeeded: code >> 8), then, otherwise]
      + (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
