internal import EntangleModel

/// Nobody pushes more often than the server's rate, refused pushes included. Stops: a client gone wild that
/// keeps the server from all others.
struct H111PushedTooOften: AdmissionRule {
  static let text = RuleText(
    "H111", "pushed too often",
    rule:
      "Nobody pushes more often than the server's rate, refused pushes included; a push that moves the "
      + "trust chain alone counts and is let in.",
    stops: "a client gone wild that keeps the server from all others.",
    hint: "wait, and put more into one push")

  func findings(in facts: AdmissionFacts) -> [Finding] {
    guard let rate = facts.rate, rate.isExceeded else { return [] }
    return [
      Self.broken(
        "\(rate.pusher) may push \(rate.rate.pushes) times in \(rate.rate.seconds) seconds; "
          + "there is room again in \(rate.waitSeconds) s")
    ]
  }
}
