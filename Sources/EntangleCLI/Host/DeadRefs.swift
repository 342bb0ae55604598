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
      let clone = "'git fetch <clone> \(name.word)'"
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
          "\(clone) in the repository brings it back; 'git update-ref -d \(name.word)' gives the ref up"
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
