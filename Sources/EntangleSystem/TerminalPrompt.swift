import Glibc

/// Asks a question at a terminal without showing the answer.
///
/// The terminal's settings are restored before any signal that ends or stops the process takes
/// effect (as `readpassphrase(3)` does).
struct TerminalPrompt {
  /// The terminal: `/dev/tty`, or another one in a test.
  let device: FilePath

  /// Shows `question` and returns one line of at most `PassphraseSource.limit` bytes.
  ///
  /// Throws `cancelled` where the line is ended by end of file with nothing typed, or by a signal.
  func ask(_ question: String) throws(SystemError) -> SecretBytes {
    let terminal = try FileDescriptor(device, O_RDWR | O_NOCTTY)
    while true {
      let watch = try SignalWatch()
      let answer: SecretBytes
      do {
        answer = try ask(question, terminal, watch)
      } catch {
        guard let signal = watch.end() else { throw error }
        // Now that the terminal is itself again, the signal does what it would have done.
        // To the process, not the thread: threads of a pool block all signals.
        kill(getpid(), signal)
        guard signal == SIGTSTP else { throw error }
        continue
      }
      _ = watch.end()
      return answer
    }
  }

  private func ask(
    _ question: String, _ terminal: borrowing FileDescriptor, _ watch: borrowing SignalWatch
  ) throws(SystemError) -> SecretBytes {
    let number = terminal.number
    var settings = termios()
    guard tcgetattr(number, &settings) == 0 else { throw terminal.failure("read settings of") }
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO)
    silent.c_lflag |= tcflag_t(ECHONL | ICANON | ISIG)
    guard tcsetattr(number, TCSAFLUSH, &silent) == 0 else {
      throw terminal.failure("change settings of")
    }
    defer { tcsetattr(number, TCSAFLUSH, &settings) }
    try terminal.write(Array(question.utf8))
    let alarm = watch.descriptor
    let device = device
    return try SecretBytes(capacity: PassphraseSource.limit + 2) { (span) throws(SystemError) in
      var count = 0
      while count < span.count {
        guard waitForInput(number, or: alarm) else {
          throw .cancelled(operation: "read passphrase from", path: device)
        }
        let got = span.withUnsafeMutableBytes { buffer in
          Glibc.read(number, buffer.baseAddress?.advanced(by: count), buffer.count - count)
        }
        if got < 0 && errno != EINTR {
          throw .callFailed(operation: "read passphrase from", path: device, cause: .current)
        }
        if got == 0 { break }
        count += max(0, got)
        if count > 0 && span[count - 1] == UInt8(ascii: "\n") { break }
      }
      guard count > 0 else { throw .cancelled(operation: "read passphrase from", path: device) }
      return try PassphraseSource.withoutNewline(span, count: count, path: device)
    }
  }
}

/// Waits until the terminal has a line; false where the alarm came first.
private func waitForInput(_ terminal: Int32, or alarm: Int32) -> Bool {
  while true {
    var waits = [
      pollfd(fd: terminal, events: Int16(POLLIN), revents: 0),
      pollfd(fd: alarm, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&waits, 2, -1) > 0 else {
      if errno == EINTR { continue }
      return true
    }
    return waits[1].revents == 0
  }
}
