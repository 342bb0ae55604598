public import EntangleSystem
internal import Glibc

/// The turn of one push: from before it is judged until its refs have moved, no other is judged.
///
/// Git runs `pre-receive` and moves the refs when that has ended; so a lock that a hook holds ends too
/// early. A hook that says yes leaves a note (`turn`) of the git process that goes on and of what it does, and the
/// next push waits until that has ended, or until `post-receive` has taken the note away.
public struct PushTurn: ~Copyable {
  private let lock: FileLock
  private let note: FilePath

  init(
    in folder: FilePath, by deadline: ContinuousClock.Instant, hasMoved: (Intent) -> Bool
  ) throws(HostError) {
    let note = folder.appending("turn")
    let lock = try Self.lock(folder.appending("lock"), by: deadline)
    try Self.wait(for: note, by: deadline, hasMoved)
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

  /// What a push before this one was to become, if nobody has settled it.
  public var unsettled: Intent? {
    get throws(HostError) { try Self.intent(note) }
  }

  /// How long a process may do nothing between the word that its push is let in and the end of its turn, while others wait:
  /// it moves refs, and answers a client who may not listen.
  static let holding = Duration.seconds(15)
  /// How long it may take to end when it is asked to, before it is killed.
  private static let ending = Duration.seconds(2)

  /// How often it is looked at whether its refs have moved: what a keeper has added to `post-receive` may take its time.
  private static let interval = Duration.seconds(1)

  /// Waits until nobody has the turn that a note gives, or its refs have moved. A process that keeps it and does nothing is
  /// ended. It is asked first: a git that is killed leaves its locks, and nobody could move those refs again. One that cannot be
  /// seen from here keeps it for as long as that; then it moves nothing any more [H127].
  private static func wait(
    for note: FilePath, by deadline: ContinuousClock.Instant, _ hasMoved: (Intent) -> Bool
  ) throws(HostError) {
    var since: (holder: ProcessIdentity, done: UInt64?, ContinuousClock.Instant)?
    var asked: ProcessIdentity?
    var looked = ContinuousClock.now
    let began = ContinuousClock.now
    while let intent = try intent(note) {
      let now = ContinuousClock.now
      if intent.holder.isVisible {
        guard intent.holder.isRunning else { return }
      } else {
        guard now - began < holding, isFresh(note) else { return }
      }
      let done = intent.holder.processorTime
      if let (holder, before, start) = since, holder == intent.holder,
        before == done || asked == holder
      {
        if now - start > holding + ending {
          holder.kill()
        } else if now - start > holding, asked != holder {
          holder.terminate()
          asked = holder
        }
      } else {
        since = (intent.holder, done, now)
      }
      if now - looked > interval {
        if hasMoved(intent) { return }
        looked = now
      }
      guard now < deadline else { throw HostError.busy }
      usleep(2_000)
    }
  }

  /// Whether a note may be that of a process which still has its turn; so it is where the clock went back.
  private static func isFresh(_ note: FilePath) -> Bool {
    guard let status = try? FileSystem.status(note) else { return false }
    return SystemClock().now() - status.modified < holding.components.seconds
  }

  /// Leaves word of what whoever has the turn is about to do, for who comes next if he does not end.
  public func announce(_ intent: Intent) throws(HostError) {
    do {
      try FileSystem.write(intent.encoded, to: note, mode: 0o600, existing: .replace)
    } catch {
      throw .system(error)
    }
  }

  /// Takes the word away of a push that has been settled.
  public func clear() throws(HostError) {
    do {
      _ = try FileSystem.remove(note)
    } catch {
      throw .system(error)
    }
  }

  /// Leaves the turn to the git process that moves the refs now, and word of what its push is to become.
  public consuming func pass(to intent: Intent) throws(HostError) {
    // What cannot be read back nobody could settle.
    guard Intent(intent.encoded) == intent else { throw .unwritable }
    do {
      try FileSystem.write(intent.encoded, to: note, mode: 0o600, existing: .replace)
    } catch {
      throw .system(error)
    }
  }

  /// The turn that a process has, whose refs have moved; nil where it has none.
  public static func passed(
    to process: ProcessIdentity, in folder: HostFolder
  ) throws(HostError) -> Intent? {
    guard let intent = try intent(folder.path.appending("turn")), intent.holder == process else {
      return nil
    }
    return intent
  }

  /// Ends the turn of a process, whose push has been settled; of one that has ended meanwhile, whoever comes next does.
  public static func end(
    of process: ProcessIdentity, in folder: HostFolder
  ) throws(HostError) {
    guard try passed(to: process, in: folder) != nil, process.isRunning else { return }
    do {
      _ = try FileSystem.remove(folder.path.appending("turn"))
    } catch {
      throw .system(error)
    }
  }

  /// What a note says. Of what is no such note, as after the machine stopped while it was written, nobody
  /// is the holder, and no ref has moved: git goes on only when it has been written.
  private static func intent(_ note: FilePath) throws(HostError) -> Intent? {
    do {
      guard try FileSystem.status(note) != nil else { return nil }
    } catch {
      throw .system(error)
    }
    // Its process may have taken it away in between.
    return (try? FileSystem.read(note, limit: 64 << 20)).flatMap { Intent($0) }
  }
}
