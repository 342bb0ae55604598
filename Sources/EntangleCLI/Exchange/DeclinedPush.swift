internal import EntangleModel
internal import EntangleVerify

/// Why a remote did not take a push, as far as git has passed on what the remote said.
struct DeclinedPush {
  /// What a server under guard refused, by which rule, and how to mend it.
  struct Reason: Equatable {
    let code: String
    /// Whether something was missing that decides it.
    let isUndecided: Bool
    let text: String
    var hint: String?
  }

  /// In the order in which they were told; none where no server under guard said anything.
  let reasons: [Reason]
  /// What git said.
  let result: GitResult

  init(_ result: GitResult) {
    self.result = result
    var reasons: [Reason] = []
    for line in result.lines where line.hasPrefix(Self.mark) {
      let said = line.dropFirst(Self.mark.count).trimmingSpaces
      if let verdict = [Self.refused, Self.undecided].first(where: { said.hasPrefix($0) }) {
        let words = said.dropFirst(verdict.count)
        guard let end = words.firstIndex(of: "]") else { continue }
        let text = words[words.index(after: end)...].drop { $0 == " " }
        reasons.append(
          Reason(
            code: String(words[..<end]), isUndecided: verdict == Self.undecided,
            text: String(text)))
      } else if said.hasPrefix(Self.hint), !reasons.isEmpty {
        reasons[reasons.count - 1].hint = String(said.dropFirst(Self.hint.count))
      }
    }
    self.reasons = reasons
  }

  private static let mark = "remote: "
  private static let refused = "entangle: refused ["
  private static let undecided = "entangle: undecided ["
  private static let hint = "hint: "

  /// The lanes that the server does not take from whoever pushes [H106], or from anybody [H120], as problems that hold them; none
  /// where something else speaks against the push.
  func lanes(among names: some Sequence<RefName>) -> [ExchangeProblem] {
    guard reasons.allSatisfy({ $0.code == "H106" || $0.code == "H120" }) else { return [] }
    var held: [ExchangeProblem] = []
    var taken: Set<RefName> = []
    for reason in reasons {
      // (Whose the lane is, the last quoted word of the one says, the first of the other.)
      let quoted = reason.text.split(separator: "'", omittingEmptySubsequences: false)
        .enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
      guard let owner = reason.code == "H106" ? quoted.last : quoted.first else { continue }
      let prefix = "refs/entangle/events/\(owner)/"
      let lanes = names.filter { $0.dropping(prefix: prefix) != nil && taken.insert($0).inserted }
      guard !lanes.isEmpty else { continue }
      held.append(.kept(lanes.sorted(), because: reason))
    }
    return held
  }

  /// The same as problems of an exchange with that remote.
  func problems(of remote: String) -> [ExchangeProblem] {
    guard reasons.isEmpty else {
      return reasons.map {
        .declined(
          $0.text, code: $0.code, hint: $0.hint ?? "entangle rules \($0.code)",
          isUndecided: $0.isUndecided, by: remote)
      }
    }
    let said = result.lines.filter { $0.hasPrefix(Self.mark) }.prefix(3).map {
      $0.dropFirst(Self.mark.count).trimmingSpaces
    }
    guard !result.lacksAtomicPush else {
      return [
        .declined(
          "it does not take all refs of a push or none ('--atomic')", code: nil,
          hint:
            "whoever keeps it: 'git config receive.advertiseAtomic true' there; events and law go to no remote that cannot do that",
          by: remote)
      ]
    }
    if let hint = result.wayIntoWorkTree {
      return [
        .declined(
          "a branch of this push is checked out in a work tree there", code: nil, hint: hint,
          by: remote)
      ]
    }
    let why = said.isEmpty ? result.reason : said.joined(separator: "; ")
    return [
      .declined(
        "it did not take the push: \(why)", code: nil,
        hint: result.lines.contains { $0.contains("fsck error") }
          ? "'git fsck --strict' says which object it is; 'entangle event withdraw' takes back the event that brings it"
          : "entangle fetch \(shellWord(remote)), then push again", by: remote)
    ]
  }
}

extension Substring {
  /// The same without the spaces at its end, with which git clears the line.
  fileprivate var trimmingSpaces: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
