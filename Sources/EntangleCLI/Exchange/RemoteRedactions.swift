internal import EntangleModel
internal import EntangleVerify

/// What redactions of the law make of a remote's refs.
struct RemoteRedactions {
  /// Where branches go that still stand where a redaction has moved them from: old and new.
  let moves: [RefName: (old: ObjectID, new: ObjectID)]
  /// Proposals, artifacts and tags that stand at what is withheld.
  let gone: [RefName: ObjectID]
  private let withheld: [ObjectID: SHA256Digest]

  /// Compares what a remote shows with a state of the law. `tagged`: of what commit each tag is, as events have it.
  init(
    _ state: TrustState?, in view: RemoteView, tagged: [RefName: ObjectID]
  ) {
    withheld = state?.withheld ?? [:]
    var moves: [RefName: (old: ObjectID, new: ObjectID)] = [:]
    for redaction in state?.redactions.values.map({ $0 }) ?? [] {
      guard let move = redaction.move, view.heads[move.ref] == move.old.id,
        state?.policies[move.ref] != nil
      else { continue }
      let end = state?.places(of: move.ref, from: move.old).last ?? move.new
      moves[move.ref] = (move.old.id, end.id)
    }
    self.moves = moves
    var gone: [RefName: ObjectID] = [:]
    for (name, id) in view.entangle where withheld[id] != nil { gone[name] = id }
    for (name, id) in view.tags {
      if let target = tagged[name], withheld[target] != nil { gone[name] = id }
    }
    self.gone = gone
  }

  /// Whether nothing is withheld.
  var isEmpty: Bool { withheld.isEmpty }

  /// Whether a commit need not be there.
  func isWithheld(_ id: ObjectID) -> Bool { withheld[id] != nil }
}
