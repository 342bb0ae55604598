internal import EntangleModel

/// A commit of a change, with who signed it.
struct CommitReading {
  let id: ObjectID
  /// Nil where git tools may disagree on what it says.
  let commit: CodeCommit?
  /// Nil where it carries no signature that entangle reads.
  let signature: CodeSignature?
  let isSignatureValid: Bool
}

/// What lies between two commits: those reachable from the head and not from the base.
struct ChangeReading {
  enum Problem {
    case missing(ObjectID)
    case unreadable(String)
    case notDescendant
    case tooLong
  }

  let commits: [CommitReading]
  let problem: Problem?
}

/// Reads changes from the object database, each commit once.
struct ChangeReader {
  private let objects: any ObjectSource
  private let cryptography: any Cryptography
  private let limits: ReadLimits
  private var commits: [ObjectID: CommitReading] = [:]
  private var changes: [Pair: ChangeReading] = [:]
  private let baseline: [ObjectID]
  private let isExcerpt: Bool
  private var ancestors: [ObjectID: Set<ObjectID>] = [:]

  private struct Pair: Hashable {
    let base: ObjectID
    let head: ObjectID
  }

  private struct Stop: Error {
    let problem: ChangeReading.Problem
  }

  /// `baseline`: commits whose histories are exempt. In an excerpt, what is behind a base or the baseline
  /// is known only as far as its commits are there; all others count as part of the change.
  init(
    objects: any ObjectSource, cryptography: any Cryptography, limits: ReadLimits,
    baseline: [ObjectID], isExcerpt: Bool = false
  ) {
    self.isExcerpt = isExcerpt
    self.baseline = baseline
    self.objects = objects
    self.cryptography = cryptography
    self.limits = limits
  }

  /// The change from `base` to `head`.
  mutating func change(from base: ObjectID, to head: ObjectID) -> ChangeReading {
    let pair = Pair(base: base, head: head)
    if let known = changes[pair] { return known }
    let change: ChangeReading
    do throws(Stop) {
      change = ChangeReading(commits: try walk(from: base, to: head), problem: nil)
    } catch {
      change = ChangeReading(commits: [], problem: error.problem)
    }
    changes[pair] = change
    return change
  }

  /// The change without what the baseline reaches; to be looked up only where a commit would not
  /// pass, as it reads the baseline's whole history.
  mutating func withoutBaseline(_ change: ChangeReading) -> ChangeReading {
    do throws(Stop) {
      var exempt: Set<ObjectID> = []
      for tip in baseline { exempt.formUnion(try allAncestors(of: tip)) }
      return ChangeReading(
        commits: change.commits.filter { !exempt.contains($0.id) }, problem: change.problem)
    } catch {
      return ChangeReading(commits: [], problem: error.problem)
    }
  }

  /// Walks from the head towards the base. A history without merges never looks behind the base;
  /// at the first merge all that is behind it is gathered, so that side branches end there too.
  private mutating func walk(
    from base: ObjectID, to head: ObjectID
  ) throws(Stop) -> [CommitReading] {
    guard base != head else { throw Stop(problem: .notDescendant) }
    var found: [CommitReading] = []
    var seen: Set<ObjectID> = [head]
    var behind: Set<ObjectID> = [base]
    var hasMerge = false
    var reachesBase = false
    var pending = [head]
    while let id = pending.popLast() {
      guard !behind.contains(id) else { continue }
      guard found.count < limits.changeCommits else { throw Stop(problem: .tooLong) }
      let reading = try read(id)
      found.append(reading)
      guard let commit = reading.commit else { continue }
      if commit.parents.count > 1 && !hasMerge {
        hasMerge = true
        behind = try allAncestors(of: base)
        guard !behind.contains(head) else { throw Stop(problem: .notDescendant) }
        found.removeAll { behind.contains($0.id) }
      }
      for parent in commit.parents {
        if parent == base { reachesBase = true }
        if !behind.contains(parent), seen.insert(parent).inserted { pending.append(parent) }
      }
    }
    guard reachesBase else { throw Stop(problem: .notDescendant) }
    return found
  }

  private mutating func allAncestors(of base: ObjectID) throws(Stop) -> Set<ObjectID> {
    if let known = ancestors[base] { return known }
    var all: Set<ObjectID> = [base]
    var pending = [base]
    while let id = pending.popLast() {
      for parent in try knownParents(of: id) where all.insert(parent).inserted {
        pending.append(parent)
      }
    }
    ancestors[base] = all
    return all
  }

  private func knownParents(of id: ObjectID) throws(Stop) -> [ObjectID] {
    do throws(Stop) {
      return try parents(of: id)
    } catch {
      if isExcerpt, case .missing = error.problem { return [] }
      throw error
    }
  }

  private func parents(of id: ObjectID) throws(Stop) -> [ObjectID] {
    let object = try load(id)
    guard let commit = CodeCommit(content: object.content, format: objects.format) else {
      throw Stop(problem: .unreadable("\(id) is not a well-formed commit"))
    }
    return commit.parents
  }

  private mutating func read(_ id: ObjectID) throws(Stop) -> CommitReading {
    if let known = commits[id] { return known }
    let object = try load(id)
    let commit = CodeCommit(content: object.content, format: objects.format)
    let signature = commit.flatMap { CodeSignature(armour: $0.signatureArmour) }
    let isValid =
      if let commit, let signature {
        signature.isValid(over: commit.payload, cryptography: cryptography)
      } else {
        false
      }
    let reading = CommitReading(
      id: id, commit: commit, signature: signature, isSignatureValid: isValid)
    commits[id] = reading
    return reading
  }

  private func load(_ id: ObjectID) throws(Stop) -> RawObject {
    let object: RawObject?
    do throws(ObjectReadError) {
      object = try objects.read(id, limit: limits.commitBytes)
    } catch {
      throw Stop(problem: .unreadable("\(error)"))
    }
    guard let object else { throw Stop(problem: .missing(id)) }
    guard object.type == .commit, cryptography.objectID(object, format: objects.format) == id else {
      throw Stop(problem: .unreadable("\(id) is not the commit that its name says"))
    }
    return object
  }
}
