internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// How refs get to a remote.
extension Exchange {
  /// What is pushed at once: where refs go, some in place of what they still stand at, and which are deleted that still stand
  /// where they stood.
  struct Parcel: Equatable {
    let refs: [RefName: ObjectID]
    let replacing: [RefName: ObjectID]
    let deleting: [RefName: ObjectID]
  }

  /// How and of which repository a push is.
  struct Delivery {
    let signing: Signing?
    let root: SHA256Digest
  }

  /// One atomic push, which moves refs forward only, wherever they are by now, unless they are to be replaced. Answers why the
  /// remote did not take it; nil where it did.
  func deliver(
    _ parcel: Parcel, _ delivery: Delivery
  ) throws(CommandError) -> DeclinedPush? {
    let (sent, gone) = (parcel.refs, parcel.deleting)
    let leases = parcel.replacing.merging(gone) { old, _ in old }.sorted { $0.key < $1.key }
    let moves = sent.sorted { $0.key < $1.key }.map { "\($0.value):\($0.key)" }
    let proof = try operatorProof(of: sent, deleting: gone, root: delivery.root)
    let result = try Signing.push(
      to: mirror.remote, of: delivery.root, signing: delivery.signing,
      options: proof.map { ["--push-option=\($0)"] } ?? [],
      leases: leases.map { "--force-with-lease=\($0.key):\($0.value)" },
      refs: moves + gone.keys.sorted().map { ":\($0)" }
    ) { words throws(CommandError) in
      try GitProgram.run(words, in: repository, context, timeLimit: .seconds(3600))
    }
    return result.isSuccess ? nil : DeclinedPush(result)
  }

  /// The push option that proves the token of the environment, of a push that moves the trust chain; nil for others, and where
  /// there is no token.
  private func operatorProof(
    of sent: [RefName: ObjectID], deleting gone: [RefName: ObjectID], root: SHA256Digest
  ) throws(CommandError) -> String? {
    guard let new = sent[EntangleRef.trustName], let token = try OperatorToken.given(in: context)
    else { return nil }
    let updates = sent.map { name, id in
      PushedRef(name, old: view.entangle[name] ?? view.heads[name] ?? view.tags[name], new: id)
    }
    let deletions = gone.map { PushedRef($0.key, old: $0.value, new: nil) }
    return token.proof(
      of: updates + deletions, to: root, format: new.format, at: try context.now(),
      context.cryptography)
  }
}
