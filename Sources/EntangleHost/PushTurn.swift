public import EntangleSystem
internal import Glibc

/// The turn of one push: from before it is judged until its refs have moved, no other is judged.
///
/// Git runs `pre-receive` and moves the refs when that has ended; so a lock that a hook holds ends too
/// early. A hook that says yes leaves a note of the git process that goes on (`turn`), and the next push
/// waits until that has ended, or until `post-receive` has taken the note away.
public struct PushTurn: ~Copyable {
  private let lock: FileLock
  private let note: FilePath

  init(in folder: FilePath, by deadline: ContinuousClock.Instant) throws(HostError) {
    let note = folder.appending("turn")
    let lock = try Self.lock(folder.appending("lock"), by: deadline)
    try Self.wait(for: note, by: deadline)
    self.note = note
    self.lock = lock
  }

  private static func lock(
    _ file: FilePath, by deadline: ContinuousClock.Instant
  ) throws(HostError) -> FileLock {
    do {
      return try FileLock(on: file, by: deadline)
    } catch {
      guard case .callFailed(_, _, .wouldBlock) = error else { throw .system(error) }
      throw .busy
    }
  }

  /// Waits until nobody has the turn that a note gives.
  private static func wait(
    for note: FilePath, by deadline: ContinuousClock.Instant
  ) throws(HostError) {
    do {
      while let holder = try holder(note), holder.isRunning {
        guard ContinuousClock.now < deadline else { throw HostError.busy }
        usleep(2_000)
      }
      _ = try FileSystem.remove(note)
    } catch {
      throw error as? HostError ?? (error as? SystemError).map { .system($0) } ?? .busy
    }
  }

  /// Leaves the turn to the git process that moves the refs now.
  public consuming func pass(to process: ProcessIdentity) throws(HostError) {
    do {
      try FileSystem.write(
        Array("\(process.number) \(process.start)\n".utf8), to: note, mode: 0o600,
        existing: .replace)
    } catch {
      throw .system(error)
    }
  }

  /// Ends the turn that was passed to a process, whose refs have moved.
  public static func end(of process: ProcessIdentity, in folder: HostFolder) throws(HostError) {
    do {
      let note = folder.path.appending("turn")
      if try holder(note) == process { _ = try FileSystem.remove(note) }
    } catch {
      throw .system(error)
    }
  }

  /// Whom a note names. Of what is no such note, as after the machine stopped while it was written, nobody
  /// is the holder: whoever wrote it does not run any more.
  private static func holder(_ note: FilePath) throws(SystemError) -> ProcessIdentity? {
    guard try FileSystem.status(note) != nil else { return nil }
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.read(note, limit: 256)
    } catch {
      // Its process has taken it away in between.
      return nil
    }
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let number = Int32(words[0]), let start = UInt64(words[1]) else {
      return nil
    }
    return ProcessIdentity(number: number, start: start)
  }
}
