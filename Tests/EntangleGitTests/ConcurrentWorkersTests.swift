import EntangleModel
import EntangleSystem
import Synchronization
import Testing

@Suite("Concurrent workers")
struct ConcurrentWorkersTests {
  @Test("do each piece of work once", arguments: [0, 1, 2, 1000], [1, 2, 8])
  func worksOnce(count: Int, threads: Int) {
    let done = Mutex([Int](repeating: 0, count: count))
    ConcurrentWorkers(threadCount: threads).perform(count) { index in
      done.withLock { $0[index] += 1 }
    }
    #expect(done.withLock { $0.allSatisfy { $0 == 1 } })
  }

  @Test("may call for workers themselves")
  func nests() {
    let workers = ConcurrentWorkers(threadCount: 3)
    let total = Atomic<Int>(0)
    workers.perform(5) { _ in
      workers.perform(7) { total.add($0, ordering: .relaxed) }
    }
    #expect(total.load(ordering: .relaxed) == 5 * 21)
  }

  @Test("are as many as the processors by default")
  func countsProcessors() {
    #expect(ConcurrentWorkers().threadCount == ConcurrentWorkers.usableProcessorCount)
    #expect(ConcurrentWorkers.usableProcessorCount >= 1)
  }
}
