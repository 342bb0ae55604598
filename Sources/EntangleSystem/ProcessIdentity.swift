internal import Glibc

/// A process, told from all others that ever had its number (`proc(5)`).
public struct ProcessIdentity: Sendable, Hashable {
  /// Its number.
  public let number: Int32
  /// When it started, in clock ticks since the machine did.
  public let start: UInt64
  /// The PID namespace (`pid_namespaces(7)`) and the boot of the machine in which it has that number.
  public let space: String

  public init(number: Int32, start: UInt64, space: String = ProcessIdentity.ownSpace) {
    self.number = number
    self.start = start
    self.space = space
  }

  /// The space of this process: printable ASCII without a blank.
  public static let ownSpace: String = {
    let namespace = try? FileSystem.target(ofLink: FilePath("/proc/self/ns/pid"))
    let boot = try? FileSystem.read(FilePath("/proc/sys/kernel/random/boot_id"), limit: 64)
    let digits = (namespace ?? []).filter { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    let id = (boot ?? []).filter { 0x21...0x7e ~= $0 }
    return String(decoding: digits + [UInt8(ascii: "/")] + id, as: UTF8.self)
  }()

  /// Whether this process could see it, if it runs: not where it is one of another container, of another machine, or of before
  /// this one started anew.
  public var isVisible: Bool { space == Self.ownSpace }

  /// The number of the user as whom this process reads and writes files.
  public static var user: UInt32 { geteuid() }

  /// The process of that number, where there is one now.
  public init?(running number: Int32) {
    guard let details = Self.details(number) else { return nil }
    self.init(number: number, start: details.start)
  }

  /// Whether it still runs; false where it is not visible.
  public var isRunning: Bool { isVisible && ProcessIdentity(running: number) == self }

  /// The nearest process above this one, its parent, its parent's parent and so on, that runs a program of
  /// one of these names (of which the kernel keeps 15 bytes); nil where there is none, as where it has been killed.
  public static func ancestor(named names: Set<String>) -> ProcessIdentity? {
    let names = Set(names.map { String($0.prefix(15)) })
    var next = getppid()
    while next > 1, let details = details(next) {
      if names.contains(details.name) { return ProcessIdentity(number: next, start: details.start) }
      next = details.parent
    }
    return nil
  }

  /// The words that it was started with; nil where they cannot be told.
  public var arguments: [String]? {
    guard isRunning,
      let bytes = try? FileSystem.read(FilePath("/proc/\(number)/cmdline"), limit: 65_536)
    else { return nil }
    return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// How much processor time it has taken, with the children that it has waited for, in clock ticks; nil where it does not
  /// run any more.
  public var processorTime: UInt64? {
    guard isVisible, let details = Self.details(number), details.start == start else { return nil }
    return details.processorTime
  }

  /// Asks it to end (SIGTERM), so that it can take away what it has begun, as git does with its locks; nothing happens where it
  /// does not run any more, or is somebody else's.
  public func terminate() {
    guard isRunning else { return }
    _ = Glibc.kill(number, SIGTERM)
  }

  /// Ends it at once (SIGKILL); nothing happens where it does not run any more, or is somebody else's.
  public func kill() {
    guard isRunning else { return }
    _ = Glibc.kill(number, SIGKILL)
  }

  private struct Details {
    let name: String
    let parent: Int32
    let start: UInt64
    let processorTime: UInt64
  }

  private static func details(_ number: Int32) -> Details? {
    let path = FilePath("/proc/\(number)/stat")
    guard number > 0, let bytes = try? FileSystem.read(path, limit: 4_096),
      let open = bytes.firstIndex(of: UInt8(ascii: "(")),
      let close = bytes.lastIndex(of: UInt8(ascii: ")")), open < close
    else { return nil }
    let rest = String(decoding: bytes[(close + 1)...], as: UTF8.self)
      .split(whereSeparator: \.isWhitespace)
    guard rest.count > 19, let parent = Int32(rest[1]), let start = UInt64(rest[19]),
      rest[0] != "Z"
    else { return nil }
    let name = String(decoding: bytes[(open + 1)..<close], as: UTF8.self)
    let times = rest[11...14].compactMap { UInt64($0) }
    return Details(
      name: name, parent: parent, start: start, processorTime: times.reduce(0, &+))
  }
}
