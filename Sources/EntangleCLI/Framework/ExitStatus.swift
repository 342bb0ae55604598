/// What a process tells its caller when it ends, as git does where git has a number for it.
struct ExitStatus: Sendable, Hashable {
  /// The number, 0 to 255.
  let code: Int32

  /// 0: done, and nothing to object to.
  static let ok = ExitStatus(code: 0)
  /// 1: looked, and the answer is no.
  static let refused = ExitStatus(code: 1)
  /// 2: looked, and the answer is neither yes nor no.
  static let undecided = ExitStatus(code: 2)
  /// 128: could not look (`die` in git).
  static let fatal = ExitStatus(code: 128)
  /// 129: asked in a way that is not understood (`usage` in git).
  static let usage = ExitStatus(code: 129)
  /// 141: the reader of standard output went away, as if SIGPIPE had ended the process.
  static let brokenPipe = ExitStatus(code: 141)

  /// What the manual says of each.
  static let meanings: [(status: ExitStatus, meaning: String)] = [
    (.ok, "done, and nothing to object to"),
    (.refused, "refused: a rule, or a task that failed, says no"),
    (.undecided, "undecided: something that is needed to know is not there"),
    (.fatal, "a fatal error, as of git"),
    (.usage, "the command line is not understood"),
    (.brokenPipe, "the reader of standard output went away"),
  ]
}
