public import EntangleModel

extension Judgement {
  /// Why the host cannot go on with its log where that stands there, in the epoch that is open: lower case, without full stop. Nil where
  /// nothing is in the way, or no epoch is open. (Receipts ahead of now are a matter for whoever verifies: the host goes on behind them.)
  public func obstacle(toLogAt tip: ObjectID?) -> String? {
    guard let (number, _) = chain.newest?.state.currentEpoch else { return nil }
    let end = hostLog.epoch(number)
    let count = end?.count ?? 0
    guard tip == end?.tip else { return "it is in order up to receipt \(count) alone" }
    let lost = (hostClaims.contradictions.values + [hostClaims.furthest].compactMap { $0 })
      .filter { $0.head.head.place.epoch == number }
      .filter { hostLog.digest(at: $0.head.head.place) != $0.head.head.digest }
      .min { $0.head.head.place < $1.head.head.place }
    guard let lost else { return nil }
    let place = lost.head.head.place
    return place.sequence > count
      ? "it ends with \(count), and \(lost.event.id) has seen receipt \(place)"
      : "\(lost.event.id) has seen another receipt \(place)"
  }
}
