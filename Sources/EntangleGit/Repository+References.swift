public import EntangleModel

extension Repository {
  /// All direct refs whose full name starts with the prefix, loose and packed, sorted bytewise.
  ///
  /// Symbolic refs such as `refs/remotes/origin/HEAD` are left out. Throws `.malformedReference` for anything below the prefix that is no ref, and
  /// `.system`.
  public func references(prefix: String) throws(GitError) -> [(RefName, ObjectID)] {
    try references.values(prefix: Array(prefix.utf8)).compactMap { name, value in
      guard case .direct(let id) = value else { return nil }
      return (name, id)
    }
  }

  /// Every ref whose name begins so, and where git says that it stands; in the order of their bytes, the symbolic ones apart.
  ///
  /// A symbolic ref that in the end names none that is there is left out, as git leaves it out. Throws as `references(prefix:)`,
  /// and `.malformedReference` for one that names others without end.
  public func referencesAndSymbolic(
    prefix: String
  ) throws(GitError) -> (direct: [(RefName, ObjectID)], symbolic: [(RefName, ObjectID)]) {
    var direct: [(RefName, ObjectID)] = []
    var symbolic: [(RefName, ObjectID)] = []
    let values = try references.values(prefix: Array(prefix.utf8))
    var ends: SymbolicEnds?
    for (name, value) in values {
      switch value {
      case .direct(let id): direct.append((name, id))
      case .symbolic(let target):
        var found = ends ?? SymbolicEnds(references, among: values)
        ends = nil
        if let id = try found.end(of: name, by: target) { symbolic.append((name, id)) }
        ends = found
      }
    }
    return (direct, symbolic)
  }

  /// The value of a direct ref, or nil where there is none.
  ///
  /// Throws `.symbolicReference`, `.invalidReferenceName`, `.malformedReference` and `.system`.
  public func reference(_ name: RefName) throws(GitError) -> ObjectID? {
    switch try references.value(of: name) {
    case nil: return nil
    case .direct(let id): return id
    case .symbolic(let target): throw .symbolicReference(name, target: target)
    }
  }

  /// What `HEAD` names: a ref and its value (nil before the first commit), or, detached, no ref.
  ///
  /// Throws as `reference(_:)` does, and `.malformedReference` where there is no `HEAD`.
  public func head() throws(GitError) -> (target: RefName?, id: ObjectID?) {
    let name = RefName("HEAD")
    switch try references.value(of: name) {
    case nil: throw .malformedReference(name, detail: "is missing")
    case .direct(let id): return (nil, id)
    case .symbolic(let target): return (target, try reference(target))
    }
  }
}

/// Where symbolic refs stand in the end. All refs are listed once, and only where one names something elsewhere: to read each by
/// itself would read `packed-refs` for each.
private struct SymbolicEnds {
  private let references: ReferenceStore
  private var known: [RefName: ReferenceValue]
  private var hasAll = false

  init(_ references: ReferenceStore, among values: [(RefName, ReferenceValue)]) {
    self.references = references
    known = Dictionary(values) { first, _ in first }
  }

  /// Nil where nothing is there.
  mutating func end(of name: RefName, by target: RefName) throws(GitError) -> ObjectID? {
    var target = target
    for _ in 0..<StorageLimits.symbolicDepth {
      switch try value(of: target) {
      case nil: return nil
      case .direct(let id): return id
      case .symbolic(let next): target = next
      }
    }
    throw .malformedReference(name, detail: "names others without end")
  }

  private mutating func value(of name: RefName) throws(GitError) -> ReferenceValue? {
    if known[name] == nil, !hasAll {
      hasAll = true
      known = Dictionary(try references.values(prefix: Array("refs/".utf8))) { first, _ in first }
    }
    return known[name]
  }
}
