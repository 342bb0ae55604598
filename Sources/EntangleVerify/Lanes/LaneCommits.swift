internal import EntangleModel

/// Which commits stand on each lane: their names, each held once, and what has not been read is not held.
struct LaneCommits: Sendable {
  /// The names of all of them.
  private(set) var names: EventNames
  /// The numbers of each lane's commits among `names`, oldest first.
  private(set) var lanes: [[EventNumber]]
  /// Whether each lane was read to its beginning; false where one ends at a commit that cannot be read, so
  /// that nobody knows what stands before that.
  let isWhole: Bool

  init(names: EventNames, lanes: [[EventNumber]], isWhole: Bool) {
    self.names = names
    self.lanes = lanes
    self.isWhole = isWhole
  }

  /// Takes lanes of which the names are known, oldest first.
  init(_ lanes: [[ObjectID]]) {
    var names = EventNames()
    self.lanes = lanes.map { lane in lane.map { names.add($0) } }
    self.names = names
    isWhole = true
  }

  /// How many commits there are on all lanes.
  var count: Int { lanes.reduce(0) { $0 + $1.count } }

  /// How many stand on a lane.
  func count(_ lane: Int) -> Int { lanes[lane].count }

  /// The name of a commit, by its place on its lane, the oldest at 0.
  func id(_ lane: Int, _ position: Int) -> ObjectID { names[lanes[lane][position]] }

  /// The name of the newest commit of a lane.
  func head(_ lane: Int) -> ObjectID? { lanes[lane].last.map { names[$0] } }

  /// Takes the oldest commits away from a lane.
  mutating func removeFirst(_ count: Int, of lane: Int) { lanes[lane].removeFirst(count) }

  /// Puts lanes at their places among as many, where the others have none.
  func spread(to places: [Int], of count: Int) -> LaneCommits {
    var all: [[EventNumber]] = Array(repeating: [], count: count)
    for (place, lane) in zip(places, lanes) { all[place] = lane }
    return LaneCommits(names: names, lanes: all, isWhole: isWhole)
  }
}
