internal import CGit2
public import EntangleModel
internal import EntangleSystem
internal import Glibc
internal import Synchronization

extension Repository {
  /// Stores an object of any type as a loose file, and answers its name.
  ///
  /// The content is not looked at. Nothing is written where the object is there already. Throws
  /// `.library` and `.system`.
  public func write(_ object: RawObject) throws(GitError) -> ObjectID {
    try objects.write(object)
  }

  /// Moves refs, all or none as far as that can be had from files: every ref is locked and
  /// compared before the first one moves. A crash between two renames can leave some moved.
  ///
  /// Each new value must be a stored object. No hook runs. A reflog is written where git would
  /// (`core.logAllRefUpdates`), under a fixed identity. A ref that another process has locked is waited
  /// for, a second at most. Throws `.updateInQuarantine`,
  /// `.invalidReferenceName`, `.duplicateReferenceUpdate`, `.referenceConflict`, `.missingObject`,
  /// `.symbolicReference`, `.referenceLocked`, `.referenceMoved`, `.program` and `.library`.
  public func updateReferences(
    _ updates: [RefUpdate], message: String = "entangle"
  ) throws(GitError) {
    guard !environment.isQuarantine else { throw .updateInQuarantine }
    let sorted = updates.sorted { $0.name < $1.name }
    try checkNames(sorted.map(\.name))
    for update in sorted {
      guard !update.new.isZero else { throw .missingObject(update.new, operation: "update refs") }
      _ = try objects.object(update.new, limit: StorageLimits.targetBytes, for: "update refs")
    }
    for attempt in 1...Self.lockAttempts {
      do {
        // Whoever interrupts is heard once the locks are gone again.
        return try HeldSignals.during { () throws(GitError) in
          switch objectFormat {
          case .sha1: try moveWithLibrary(sorted, message: message)
          case .sha256: try moveWithProgram(sorted, message: message)
          }
        }
      } catch {
        guard case .referenceLocked = error, attempt < Self.lockAttempts else { throw error }
        usleep(Self.lockWaitMicroseconds)
      }
    }
  }

  private static let lockAttempts = 50
  private static let lockWaitMicroseconds: UInt32 = 20_000

  private func moveWithLibrary(_ sorted: [RefUpdate], message: String) throws(GitError) {
    try handle.withLock { (repository) throws(GitError) in
      let transaction = try ReferenceTransaction(in: repository)
      for update in sorted { try transaction.lock(update.name) }
      let standing = standing(for: sorted)
      for update in sorted {
        try check(update, among: standing)
        try transaction.set(update.name, to: update.new, message: message)
      }
      try transaction.commit()
    }
  }

  /// git compares and moves; why it refused is looked up behind it.
  private func moveWithProgram(_ sorted: [RefUpdate], message: String) throws(GitError) {
    let standing = standing(for: sorted)
    for update in sorted { try check(update, among: standing) }
    guard !sorted.isEmpty else { return }
    do {
      try ReferenceProgram(gitDirectory: path, environment: environment)
        .move(sorted, message: message)
    } catch {
      for update in sorted {
        try check(update)
        if try references.isLocked(update.name) { throw .referenceLocked(update.name) }
      }
      throw error
    }
  }

  /// All refs as they stand, where many are to move: to look up each for itself would read `packed-refs` as often. Nil where few
  /// are, or a ref elsewhere cannot be read.
  private func standing(for updates: [RefUpdate]) -> StandingReferences? {
    guard updates.count > 8, let all = try? references.values(prefix: Array("refs/".utf8)) else {
      return nil
    }
    return StandingReferences(all)
  }

  /// Throws where a ref does not have the value that an update builds on, or cannot be there.
  private func check(
    _ update: RefUpdate, among standing: StandingReferences? = nil
  ) throws(GitError) {
    let found: ObjectID?
    if let standing {
      found = try standing.requirePlace(update.name)
    } else {
      try checkConflicts(of: update.name)
      found = try reference(update.name)
    }
    guard found == update.expectedOld else {
      throw .referenceMoved(update.name, expected: update.expectedOld, found: found)
    }
  }

  private func checkNames(_ names: [RefName]) throws(GitError) {
    for name in names where !name.isWellFormed { throw .invalidReferenceName(name) }
    let all = Set(names)
    for (name, next) in zip(names, names.dropFirst()) where name == next {
      throw .duplicateReferenceUpdate(name)
    }
    for name in names {
      for folder in folders(of: name) where all.contains(folder) {
        throw .referenceConflict(name, with: folder)
      }
    }
  }

  /// libgit2 does not see that a packed ref would have to become a folder.
  private func checkConflicts(of name: RefName) throws(GitError) {
    for folder in folders(of: name) where try references.value(of: folder) != nil {
      throw .referenceConflict(name, with: folder)
    }
    let below = try references.values(prefix: name.bytes + [UInt8(ascii: "/")])
    if let (other, _) = below.first { throw .referenceConflict(name, with: other) }
  }

}

/// The names that a ref would need as folders: for `refs/a/b/c` these are `refs/a`, `refs/a/b`.
private func folders(of name: RefName) -> [RefName] {
  name.bytes.indices.dropFirst("refs/".utf8.count)
    .filter { name.bytes[$0] == UInt8(ascii: "/") }
    .map { RefName(Array(name.bytes[..<$0])) }
}

/// Where all refs stood at one time.
private struct StandingReferences {
  private let values: [RefName: ReferenceValue]
  /// The folders that they lie in, each with one that does.
  private let inner: [RefName: RefName]

  init(_ all: [(RefName, ReferenceValue)]) {
    values = Dictionary(all) { first, _ in first }
    inner = Dictionary(all.flatMap { ref in folders(of: ref.0).map { ($0, ref.0) } }) { first, _ in
      first
    }
  }

  /// Where a ref stands; throws where it cannot be there for others, or stands for another.
  func requirePlace(_ name: RefName) throws(GitError) -> ObjectID? {
    for folder in folders(of: name) where values[folder] != nil {
      throw .referenceConflict(name, with: folder)
    }
    if let other = inner[name] { throw .referenceConflict(name, with: other) }
    switch values[name] {
    case nil: return nil
    case .direct(let id): return id
    case .symbolic(let target): throw .symbolicReference(name, target: target)
    }
  }
}
