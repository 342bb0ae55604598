internal import EntangleGit
internal import EntangleModel

/// Refs that lead nowhere: an object of theirs is gone, or a disk has lost what they held. Git refuses each push and each fetch
/// then, of whatever else.
struct DeadRefs {
  private let repository: Repository

  init(_ repository: Repository) {
    self.repository = repository
  }

  /// Throws where a ref cannot be read, or the object is not there that it names. Objects are not read but for their first
  /// byte, and no others are looked for.
  func requireNone() throws(CommandError) {
    var seen: Set<ObjectID> = []
    for (name, id) in try refs() where seen.insert(id).inserted {
      // (What leads on from there is here: git would not ask for the rest of it. A clone has a branch as that of its remote.)
      let branch = name.dropping(prefix: "refs/heads/").map {
        "refs/remotes/origin/" + displayText($0)
      }
      let clone =
        "'git fetch --refetch <clone> \(name.word)'"
        + (branch.map { ", or '\(shellWord($0))' of one made by 'git clone'," } ?? "")
      let isRecord = name.dropping(prefix: "refs/entangle/") != nil
      do {
        guard
          try repository.objects.beginning(of: id, count: 1, limit: ReadLimits().commitBytes) == nil
        else { continue }
      } catch {
        if case .tooLarge = error { continue }
        throw CommandError(
          "'\(name)' leads nowhere: \(error)",
          hint: "'git fsck' says which file is damaged: remove it, then \(clone) in the repository")
      }
      throw CommandError(
        "'\(name)' leads nowhere: object '\(id)' is gone",
        hint:
          "\(clone) in the repository brings it back"
          + (isRecord
            ? "" : "; 'git update-ref -d \(name.word)' gives up a ref that nothing protects")
      )
    }
  }

  private func refs() throws(CommandError) -> [(RefName, ObjectID)] {
    do throws(GitError) {
      return try repository.references(prefix: "refs/")
    } catch {
      guard case .malformedReference(let name, _) = error else { throw CommandError(error) }
      throw CommandError(
        error.description,
        hint: name.dropping(prefix: "refs/") == nil
          ? "mend that line of the file, or put it back from a copy"
          : "remove the file '\(name)' in the repository, then 'git fetch <clone> \(shellWord("\(name):\(name)"))' there"
      )
    }
  }
}
