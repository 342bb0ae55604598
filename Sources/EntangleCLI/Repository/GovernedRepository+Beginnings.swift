internal import EntangleModel
internal import EntangleVerify

extension GovernedRepository {
  /// Lets branches begin where they stand that no state has protected, in the files of a state that is to follow a chain, as
  /// `entangle policy set` does. Throws where one that begins nowhere is not here.
  func begin(
    _ refs: [RefName], after chain: TrustChain, in files: inout [String: [UInt8]],
    _ context: CommandContext
  ) throws(CommandError) {
    let known = chain.newest?.state.repository.baseline ?? [:]
    let free = refs.filter { known[$0] == nil || !chain.protected.contains($0) }
    for ref in free where known[ref] == nil && branches[ref] == nil { throw .nowhere(ref) }
    Self.set(try beginnings(of: free, context), in: &files)
  }

  /// Where branches stand, as far as they are here.
  func beginnings(
    of refs: [RefName], _ context: CommandContext
  ) throws(CommandError) -> [RefName: CommitReference] {
    var digesting = ContentDigesting(objects, context)
    var found: [RefName: CommitReference] = [:]
    for ref in refs {
      guard let tip = branches[ref] else { continue }
      found[ref] = try digesting.reference(to: tip)
    }
    return found
  }

  /// Puts where branches begin into the files of a state.
  static func set(
    _ beginnings: [RefName: CommitReference], in files: inout [String: [UInt8]]
  ) {
    guard !beginnings.isEmpty,
      var document = files[RepositoryDocument.path].flatMap({
        try? RepositoryDocument(canonical: $0)
      })
    else { return }
    document.baseline.merge(beginnings) { _, new in new }
    files[RepositoryDocument.path] = document.canonical
  }
}
