import EntangleSystem
import Glibc
import Synchronization
import Testing

/// How often the handler ran.
private let heard = Atomic<Int>(0)

@Suite struct HeldSignalsTests {
  /// Does something on a thread that takes SIGHUP: the threads of a test take no signals by themselves.
  private func hearing(_ body: () -> Void) {
    var wanted = sigset_t()
    sigemptyset(&wanted)
    sigaddset(&wanted, SIGHUP)
    var previous = sigset_t()
    pthread_sigmask(SIG_UNBLOCK, &wanted, &previous)
    body()
    pthread_sigmask(SIG_SETMASK, &previous, nil)
  }

  @Test func `a signal waits until what was begun is done`() {
    let previous = signal(SIGHUP) { _ in heard.add(1, ordering: .sequentiallyConsistent) }
    defer { signal(SIGHUP, previous) }
    hearing {
      let during = HeldSignals.during {
        pthread_kill(pthread_self(), SIGHUP)
        return heard.load(ordering: .sequentiallyConsistent)
      }
      #expect(during == 0)
      #expect(heard.load(ordering: .sequentiallyConsistent) == 1)
    }
  }

  @Test func `what fails lets signals through again`() {
    hearing {
      #expect(throws: SystemError.self) {
        try HeldSignals.during { () throws(SystemError) in
          throw .cancelled(operation: "wait for", path: "signals")
        }
      }
      var mask = sigset_t()
      pthread_sigmask(SIG_SETMASK, nil, &mask)
      #expect(sigismember(&mask, SIGHUP) == 0)
    }
  }
}
