import Glibc
import Testing

@testable import EntangleSystem

@Suite(.serialized) struct TerminalPromptTests {
  @Test func `reads a line without showing it and restores the terminal`() throws {
    let terminal = try PseudoTerminal()
    let before = terminal.localModes()
    let typed = try terminal.answer("secret\n") { device in
      let secret = try TerminalPrompt(device: device).ask("Passphrase: ")
      return secret.withBytes { span in
        String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
      }
    }
    #expect(typed.result == .success("secret"))
    #expect(typed.shown.hasPrefix("Passphrase: "))
    #expect(!typed.shown.contains("secret"))
    #expect(before & tcflag_t(ECHO) != 0)
    #expect(terminal.localModes() == before)
  }

  @Test func `end of file with nothing typed gives up`() throws {
    let terminal = try PseudoTerminal()
    let typed = try terminal.answer("\u{4}") { device in
      _ = try TerminalPrompt(device: device).ask("Passphrase: ")
      return ""
    }
    #expect(
      typed.result
        == .failure(
          .cancelled(operation: "read passphrase from", path: terminal.device)))
    #expect(terminal.localModes() & tcflag_t(ECHO) != 0)
  }

  @Test func `a signal waits until the watch has ended`() throws {
    let watch = try SignalWatch()
    var mask = sigset_t()
    var before = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &mask, &before)
    raise(SIGTERM)
    pthread_sigmask(SIG_SETMASK, &before, nil)
    var wait = pollfd(fd: watch.descriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&wait, 1, -1) == 1)
    let first = watch.end()
    let second = watch.end()
    #expect(first == SIGTERM)
    #expect(second == nil)
  }
}

/// A terminal with a person at the other end who waits for the question, then types.
private struct PseudoTerminal: ~Copyable {
  let device: FilePath
  private let person: Int32
  private let keeper: Int32

  init() throws {
    // What posix_openpt(3), unlockpt(3) and ptsname(3) do, by the requests of ioctl_tty(2).
    let unlock: UInt = 0x4004_5431
    let numberOf: UInt = 0x8004_5430
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(master >= 0)
    var number: Int32 = 0
    try #require(ioctl(master, unlock, &number) == 0)
    try #require(ioctl(master, numberOf, &number) == 0)
    let name = "/dev/pts/\(number)"
    let slave = open(name, O_RDWR | O_NOCTTY)
    try #require(slave >= 0)
    person = master
    keeper = slave
    device = FilePath(name)
  }

  deinit {
    close(keeper)
    close(person)
  }

  func localModes() -> tcflag_t {
    var settings = termios()
    tcgetattr(keeper, &settings)
    return settings.c_lflag
  }

  /// Runs `ask` on a thread of its own, types `keys` after the question and returns what `ask`
  /// gave and all that the terminal showed.
  func answer(_ keys: String, _ ask: @escaping @Sendable (FilePath) throws -> String) throws
    -> (result: Result<String, SystemError>, shown: String)
  {
    let work = Work(device: device, ask: ask)
    var thread = pthread_t()
    let payload = Unmanaged.passRetained(work).toOpaque()
    let started = pthread_create(
      &thread, nil,
      { payload in
        if let payload { Unmanaged<Work>.fromOpaque(payload).takeRetainedValue().run() }
        return nil
      }, payload)
    try #require(started == 0)
    var shown = ""
    var buffer = [UInt8](repeating: 0, count: 1024)
    while !shown.contains("Passphrase: ") {
      let count = read(person, &buffer, buffer.count)
      try #require(count > 0)
      shown += String(decoding: buffer[..<count], as: UTF8.self)
    }
    try #require(write(person, keys, keys.utf8.count) == keys.utf8.count)
    pthread_join(thread, nil)
    var wait = pollfd(fd: person, events: Int16(POLLIN), revents: 0)
    while poll(&wait, 1, 0) > 0 {
      let count = read(person, &buffer, buffer.count)
      if count <= 0 { break }
      shown += String(decoding: buffer[..<count], as: UTF8.self)
    }
    return (try #require(work.result), shown)
  }

  /// What the thread does; read only after it has been joined.
  private final class Work: @unchecked Sendable {
    // SAFETY: `result` is written by the thread and read after pthread_join.
    var result: Result<String, SystemError>?
    private let device: FilePath
    private let ask: @Sendable (FilePath) throws -> String

    init(device: FilePath, ask: @escaping @Sendable (FilePath) throws -> String) {
      self.device = device
      self.ask = ask
    }

    func run() {
      do {
        result = .success(try ask(device))
      } catch let error as SystemError {
        result = .failure(error)
      } catch {
        result = nil
      }
    }
  }
}
