import Glibc
import Synchronization
import Testing

@testable import EntangleSystem

@Suite("Ticker")
struct TickerTests {
  @Test("calls come again and again, and none after the end")
  func calls() {
    let count = Atomic<Int>(0)
    let result = Ticker(delayMilliseconds: 1, intervalMilliseconds: 1).during(
      tick: { count.add(1, ordering: .relaxed) },
      {
        while count.load(ordering: .relaxed) < 3 { sched_yield() }
        return "done"
      })
    let calls = count.load(ordering: .relaxed)
    #expect(result == "done")
    #expect(calls >= 3)
    for _ in 0..<1000 { sched_yield() }
    #expect(count.load(ordering: .relaxed) == calls)
  }

  @Test("what ends before the delay hears nothing, and what fails says so")
  func early() {
    struct Failure: Error, Equatable {}
    let count = Atomic<Int>(0)
    let ticker = Ticker(delayMilliseconds: 600_000, intervalMilliseconds: 1)
    #expect(throws: Failure()) {
      try ticker.during(tick: { count.add(1, ordering: .relaxed) }, { throw Failure() })
    }
    #expect(count.load(ordering: .relaxed) == 0)
  }

  @Test("no descriptor is left open")
  func descriptors() throws {
    let before = try FileSystem.list("/proc/self/fd").count
    for _ in 0..<64 {
      Ticker(delayMilliseconds: 1000, intervalMilliseconds: 1).during(tick: {}, {})
    }
    // Other tests open and close files of their own meanwhile.
    #expect(try FileSystem.list("/proc/self/fd").count < before + 64)
  }
}
