internal import EntangleVerify
internal import Synchronization

extension Verifier {
  /// Reads and judges, and shows how far it has come; goes on from what is recorded in `store`.
  func report(recorded store: RecordStore? = nil, in context: CommandContext) -> Report {
    func judged(_ progress: (any VerificationProgress)?) -> Report {
      store.map { $0.report(self, progress: progress) } ?? report(progress: progress)
    }
    guard let display = context.progressDisplay else { return judged(nil) }
    let counter = VerificationCounter()
    return display.during({ counter.text }, { judged(counter) })
  }
}

/// Counts what a verification has done, and says so.
final class VerificationCounter: VerificationProgress {
  private let read = Atomic<Int>(0)
  private let all = Atomic<Int>(0)
  private let judged = Atomic<Int>(0)

  func didRead(_ count: Int) { read.add(count, ordering: .relaxed) }

  func willJudge(_ count: Int) { all.store(count, ordering: .relaxed) }

  func didJudge() { judged.add(1, ordering: .relaxed) }

  /// How far it has come: one line.
  var text: String {
    let all = all.load(ordering: .relaxed)
    guard all > 0 else { return "Reading events: \(read.load(ordering: .relaxed))" }
    let judged = min(judged.load(ordering: .relaxed), all)
    return "Judging events: \(judged * 100 / all)% (\(judged)/\(all))"
  }
}
