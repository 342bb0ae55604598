internal import EntangleModel

/// Whatever the host has signed as one receipt is the same for everybody. Stops: a host that shows one history to
/// some and another to others.
struct J109LogForked: RepositoryRule {
  static let text = RuleText(
    "J109", "the host has signed two logs",
    rule: "Whatever the host has signed as one receipt is the same for everybody.",
    stops: "a host that shows one history to some and another to others.",
    hint:
      "'entangle evidence' writes the proof, which convinces everybody; trust no more what the host says"
  )

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let judgement = context.judgement, let epochs = context.chain.newest?.state.epochs else {
      return []
    }
    var found = judgement.hostClaims.contradictions.sorted { $0.key < $1.key }.map { place, claim in
      Self.broken("\(claim.event.id) has seen another receipt \(place), signed by the host")
        .about(Epoch.ref(place.epoch))
    }
    if let memory = context.remembered, let digest = judgement.log.digest(at: memory.head.place),
      digest != memory.head.digest
    {
      found.append(
        Self.broken("another receipt \(memory.head.place) was here once, signed by the host")
          .about(Epoch.ref(memory.head.place.epoch)))
    }
    for (number, epoch) in epochs.sorted(by: { $0.key < $1.key }) where epoch.after.sequence > 0 {
      let place = ReceiptHead.Place(epoch: number - 1, sequence: epoch.after.sequence)
      guard let digest = judgement.log.digest(at: place), digest != epoch.after.digest else {
        continue
      }
      found.append(
        Self.broken("epoch \(number) names another receipt \(place)").about(Epoch.ref(number - 1)))
    }
    return found
  }
}
