internal import EntangleModel

/// The newest receipt is not older than the law says that the host is ever silent. Stops: a server that shows no
/// news for ever.
struct J110LogFrozen: RepositoryRule {
  static let text = RuleText(
    "J110", "nothing new from the host for too long",
    rule: "The newest receipt is not older than the law says that the host is ever silent.",
    stops: "a server that shows no news for ever.",
    hint: "fetch; if there is nothing new, ask somebody who knows by another way")

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let judgement = context.judgement, let current = context.chain.newest?.state.currentEpoch,
      let silence = current.epoch.longestSilence,
      let last = judgement.log.epoch(current.number)?.time
        ?? context.chain.opening(ofEpoch: current.number)?.state.statement.issued,
      context.now.seconds - last.seconds > silence
    else { return [] }
    return [
      Self.undecided("the last word is of \(last), and \(silence) seconds are the most")
        .about(Epoch.ref(current.number))
    ]
  }
}
