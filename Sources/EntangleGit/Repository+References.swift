public import EntangleModel

extension Repository {
  /// All direct refs whose full name starts with the prefix, loose and packed, sorted bytewise.
  ///
  /// Symbolic refs such as `refs/remotes/origin/HEAD` are left out: what they name is listed by
  /// its own name. Throws `.malformedReference` for anything below the prefix that is no ref, and
  /// `.system`.
  public func references(prefix: String) throws(GitError) -> [(RefName, ObjectID)] {
    try referencesAndSymbolic(prefix: prefix).direct
  }

  /// Every ref whose name begins so, in the order of their bytes, the symbolic ones apart. Throws as `references(prefix:)`.
  public func referencesAndSymbolic(
    prefix: String
  ) throws(GitError) -> (direct: [(RefName, ObjectID)], symbolic: Set<RefName>) {
    var direct: [(RefName, ObjectID)] = []
    var symbolic: Set<RefName> = []
    for (name, value) in try references.values(prefix: Array(prefix.utf8)) {
      switch value {
      case .direct(let id): direct.append((name, id))
      case .symbolic: symbolic.insert(name)
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
