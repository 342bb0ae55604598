internal import EntangleModel

/// Epochs are numbered from 1 without a gap, opened one at a time and never changed, each for a key that an
/// active host has for law, in software, and for no other. Stops: a log begun anew to leave something out of
/// it, or kept by somebody who is no host.
struct T130EpochWrong: TrustRule {
  static let text = RuleText(
    "T130", "an epoch of the host's log does not fit",
    rule:
      "Epochs are numbered from 1 without a gap, opened one at a time and never changed, each for a key "
      + "that an active host has for law, in software, and for no other.",
    stops: "a log begun anew to leave something out of it, or kept by somebody who is no host.",
    hint: "let 'entangle host epoch' open it")

  func findings(in context: TrustContext) -> [Finding] {
    guard let state = context.step?.state else { return [] }
    let before = context.previous?.state.epochs ?? [:]
    guard !(state.epochs.isEmpty && before.isEmpty) else { return [] }
    var found: [Finding] = []
    for (number, epoch) in before where state.epochs[number] != epoch {
      found.append(Self.broken("epoch \(number) is not as it was"))
    }
    let numbers = state.epochs.keys.sorted()
    if numbers != Array(1...Int64(max(1, numbers.count))) || numbers.count > before.count + 1 {
      found.append(Self.broken("\(numbers.count) epochs after \(before.count)"))
    }
    if Set(state.epochs.values.map(\.key)).count < numbers.count {
      found.append(Self.broken("two epochs have the same key"))
    }
    for number in numbers where before[number] == nil {
      guard let epoch = state.epochs[number] else { continue }
      if let detail = defect(epoch, number, in: state, context) {
        found.append(Self.broken("epoch \(number): \(detail)"))
      }
    }
    return found
  }

  private func defect(
    _ epoch: Epoch, _ number: Int64, in state: TrustState, _ context: TrustContext
  ) -> String? {
    guard let host = state.principals[epoch.host], host.kind == .host, host.status == .active else {
      return "'\(epoch.host)' is no active host"
    }
    guard let key = state.hostKey(epoch, context.cryptography), let holder = state.keys[key],
      holder.key.uses.contains(.law), holder.key.revocation == nil, !key.isSecurityKey
    else { return "the key \(epoch.key) is no law key of '\(epoch.host)' that signs receipts" }
    guard number > 1 || epoch.after == .none else { return "there is none before it" }
    return nil
  }
}
