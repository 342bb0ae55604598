internal import EntangleModel
public import EntangleVerify

extension Judgement {
  /// The events that stand, oldest first; none before what it answers or follows on its lane.
  public func oldestFirst() -> [JudgedEvent] {
    var before: [ObjectID: ObjectID] = [:]
    for lane in lanes {
      let events = events(of: lane)
      for (event, next) in zip(events, events.dropFirst()) {
        before[next.event.id] = event.event.id
      }
    }
    let oldest = events.values.filter { $0.standing == .accepted }.sorted {
      ($0.event.commit.time, $0.event.id) < ($1.event.commit.time, $1.event.id)
    }
    var told: Set<ObjectID> = []
    var order: [JudgedEvent] = []
    for event in oldest {
      // Times never run backwards along causes, so only events of one second change places.
      var open = [event]
      while let next = open.last {
        let needed = next.event.body.causes.map(\.id) + [before[next.event.id]].compactMap { $0 }
        let missing = needed.filter { !told.contains($0) }.compactMap { events[$0] }
        if missing.isEmpty {
          open.removeLast()
          if told.insert(next.event.id).inserted { order.append(next) }
        } else {
          open += missing
        }
      }
    }
    return order
  }
}
