internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// What a redaction of a branch takes out: all commits that lead to where the branch stands and not to where it goes, and what
/// else was built on them.
struct RedactionPlan {
  let move: Redaction.Move
  /// Every commit that need not be there any more.
  let withheld: [ObjectReference]
  /// Other branches and tags that have some of it, sorted.
  let holders: [RefName]

  /// Where refs to code are.
  private static let places = [
    "refs/heads/", "refs/tags/", "refs/entangle/proposals/", "refs/entangle/inputs/",
  ]

  /// Plans to move a branch to a commit. Throws where nothing would go, or it is not known where the branch stands.
  init(
    _ ref: RefName, to new: CommitReference, in session: Session
  ) throws(CommandError) {
    guard let tip = session.governed.branches[ref] else {
      throw CommandError("'\(ref)' is not here", hint: "entangle fetch")
    }
    var digesting = ContentDigesting(session.governed.objects, session.context)
    move = Redaction.Move(ref: ref, old: try digesting.reference(to: tip), new: new)
    let own = try Self.commits(from: [tip], notIn: new.id, in: session)
    guard !own.isEmpty else {
      throw CommandError(
        "nothing would go: '\(new.id.short)' has all that '\(ref)' has",
        hint: "name the history without what has to go, as you have written it anew")
    }
    let first = try Self.firstCommits(of: own, in: session)
    var subjects: [ObjectID] = []
    var holders: [RefName] = []
    for name in try Self.refs(containing: first, in: session) where name != ref {
      if name.dropping(prefix: "refs/entangle/") != nil,
        let id = session.governed.entangleRefs.first(where: { $0.name == name })?.id
      {
        subjects.append(id)
      } else if name.dropping(prefix: "refs/heads/") != nil
        || name.dropping(prefix: "refs/tags/") != nil
      {
        holders.append(name)
      }
    }
    let tags = holders.filter { $0.dropping(prefix: "refs/tags/") != nil }
      .compactMap { session.governed.tags[$0] }
    let all =
      subjects.isEmpty && tags.isEmpty
      ? own : try Self.commits(from: [tip] + subjects + tags, notIn: new.id, in: session)
    withheld = try all.map { id throws(CommandError) in try Self.reference(to: id, in: session) }
    self.holders = holders.sorted()
  }

  /// Both names of a commit that is here.
  static func reference(
    to id: ObjectID, in session: Session
  ) throws(CommandError) -> ObjectReference {
    let objects = session.governed.objects
    guard let object = try attempt({ try objects.read(id, limit: ReadLimits().commitBytes) }) else {
      throw CommandError("object '\(id)' is missing", code: "O101", hint: "entangle fetch")
    }
    return ObjectReference(id: id, digest: session.context.cryptography.digest(object))
  }

  /// The commits that some reach and another does not.
  private static func commits(
    from tips: [ObjectID], notIn kept: ObjectID, in session: Session
  ) throws(CommandError) -> [ObjectID] {
    try listed(["rev-list"] + tips.map(\.hex) + ["--not", kept.hex, "--"], in: session)
  }

  /// Of some commits, those of which no parent is among them.
  private static func firstCommits(
    of commits: [ObjectID], in session: Session
  ) throws(CommandError) -> [ObjectID] {
    let within = Set(commits)
    let objects = session.governed.objects
    var first: [ObjectID] = []
    for id in commits {
      let object = try attempt { try objects.read(id, limit: ReadLimits().commitBytes) }
      let parents = object.flatMap { CommitParents($0.content, format: objects.format)?.ids }
      if (parents ?? []).allSatisfy({ !within.contains($0) }) { first.append(id) }
    }
    return first
  }

  private static func refs(
    containing commits: [ObjectID], in session: Session
  ) throws(CommandError) -> [RefName] {
    let listed = try GitProgram.run(
      ["for-each-ref", "--format=%(refname)"] + commits.map { "--contains=\($0)" }
        + Self.places, in: session)
    guard listed.isSuccess else { throw CommandError("git for-each-ref: \(listed.reason)") }
    return listed.text.split(separator: "\n").map { RefName(Array($0.utf8)) }
  }

  private static func listed(
    _ arguments: [String], in session: Session
  ) throws(CommandError) -> [ObjectID] {
    let listed = try GitProgram.run(arguments, in: session)
    guard listed.isSuccess else { throw CommandError("git rev-list: \(listed.reason)") }
    return listed.text.split(separator: "\n").compactMap { ObjectID(hex: $0.utf8) }
  }
}
