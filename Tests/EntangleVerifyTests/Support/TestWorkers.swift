import EntangleSystem

/// What verifiers in these tests work with: one thread, so that the tests themselves run side by side,
/// or as many as `ENTANGLE_TEST_THREADS` says (`.ci/sanitize thread`).
enum TestWorkers {
  static let threadCount =
    Environment.current()["ENTANGLE_TEST_THREADS"].flatMap { Int($0) } ?? 1
  static let usual = ConcurrentWorkers(threadCount: threadCount)
}
