/// Is told how far a verification has come, by several threads at once and many times a second: all
/// that it may do is count.
public protocol VerificationProgress: Sendable {
  /// So many more commits of lanes have been read.
  func didRead(_ count: Int)

  /// All lanes have been read; so many commits are to be judged.
  func willJudge(_ count: Int)

  /// One more of them is being judged.
  func didJudge()
}
