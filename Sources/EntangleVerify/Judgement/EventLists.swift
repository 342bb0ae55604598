internal import EntangleModel

/// Which events are about which branch, tag and runner, each list in the order of judgement.
struct EventLists: Sendable {
  /// The landings of each branch.
  var landings: [RefName: [EventNumber]] = [:]
  /// The landings that start from each commit, of whatever branch.
  var starts: [ObjectID: [EventNumber]] = [:]
  /// The `tag` events of each tag.
  var tags: [RefName: [EventNumber]] = [:]
  /// The `runner.hello` events of each runner, by lane.
  var hellos: [PrincipalID: [Lane: [EventNumber]]] = [:]
  /// The `runner.trust` events about each runner.
  var words: [PrincipalID: [EventNumber]] = [:]
  /// The `run.restart` events to each runner.
  var restarts: [PrincipalID: [EventNumber]] = [:]
}
