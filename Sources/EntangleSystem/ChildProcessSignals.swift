internal import CSystem
internal import Glibc
internal import Synchronization

/// A switch by which another thread kills a running child.
public final class Cancellation: Sendable {
  private let reading: ChildDescriptor
  private let writing: Mutex<ChildDescriptor?>

  /// A switch that is off. Throws `ChildProcessError.failed` where no pipe can be opened.
  public init() throws(ChildProcessError) {
    let ends = try ChildDescriptor.pipe(for: "cancellation")
    reading = ends.reading
    writing = Mutex(ends.writing)
  }

  /// Kills the children that run under this switch, and every one started later. For ever.
  public func cancel() {
    writing.withLock { $0 = nil }
  }

  /// Polls ready once cancelled: the other end of the pipe is closed.
  var descriptor: Int32 { reading.number }
}

/// While one exists, the signals that end a process by default are noted instead, so that children
/// are killed and their callers can clean up. A signal that no child's caller heard is raised again.
final class ChildSignalWatch {
  private struct State: Sendable {
    var pipe: (reading: ChildDescriptor, writing: ChildDescriptor)?
    var watches = 0
    var isReported = false
  }

  private static let state = Mutex(State())

  /// Polls readable once a signal was noted. Never drained: every running child must hear it.
  let descriptor: Int32

  /// Starts to watch. Throws `ChildProcessError.interrupted` if a signal was noted earlier, and
  /// `ChildProcessError.failed` if signals cannot be watched.
  init(for program: String) throws(ChildProcessError) {
    let noted = csystem_noted_signal()
    guard noted == 0 else { throw .interrupted(program: program, signal: noted) }
    let outcome = Self.state.withLock { state in Self.begin(&state, program) }
    descriptor = try outcome.get()
  }

  deinit {
    let unheard = Self.state.withLock { state in Self.end(&state) }
    if unheard != 0 { raise(unheard) }
  }

  /// The signal noted, or 0.
  var signal: Int32 { csystem_noted_signal() }

  /// Says that the signal goes on to the caller as an error.
  func report() {
    Self.state.withLock { $0.isReported = true }
  }

  private static func begin(
    _ state: inout sending State, _ program: String
  ) -> Result<Int32, ChildProcessError> {
    do throws(ChildProcessError) {
      let pipe: (reading: ChildDescriptor, writing: ChildDescriptor)
      if let present = state.pipe {
        pipe = present
      } else {
        pipe = try ChildDescriptor.pipe(for: program)
        state.pipe = pipe
      }
      if state.watches == 0 && csystem_watch_signals(pipe.writing.number) != 0 {
        let cause = errno
        csystem_unwatch_signals()
        throw .failed("watch signals for", program, errno: cause)
      }
      state.watches += 1
      return .success(pipe.reading.number)
    } catch {
      return .failure(error)
    }
  }

  private static func end(_ state: inout sending State) -> Int32 {
    state.watches -= 1
    guard state.watches == 0 else { return 0 }
    csystem_unwatch_signals()
    return state.isReported ? 0 : csystem_noted_signal()
  }
}
