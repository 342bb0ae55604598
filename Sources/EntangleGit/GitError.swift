public import EntangleModel
public import EntangleSystem

/// Why git data could not be had or written. No case means "there is none": absence is nil.
public enum GitError: Error, Sendable, Hashable {
  /// There is no repository at that path.
  case notARepository(path: String)
  /// The repository names its objects by a hash function that git 2.39 does not have.
  case unsupportedObjectFormat(path: String, format: String)
  /// The repository keeps its refs in a storage other than `files`.
  case unsupportedReferenceStorage(path: String, storage: String)

  /// A stored object cannot be had.
  case unreadableObject(ObjectReadError)
  /// An object that others name is not there.
  case missingObject(ObjectID, operation: String)
  /// An object is not the commit that the operation needs.
  case notACommit(ObjectID)

  /// What is stored under the name is no ref.
  case malformedReference(RefName, detail: String)
  /// The ref points at another ref where only a direct one will do.
  case symbolicReference(RefName, target: RefName)
  /// No ref may have that name (`git-check-ref-format(1)`).
  case invalidReferenceName(RefName)
  /// The ref does not have the value that the update builds on; nil is "no such ref".
  case referenceMoved(RefName, expected: ObjectID?, found: ObjectID?)
  /// Another process is updating the ref, or died while doing so.
  case referenceLocked(RefName)
  /// One of the two names would have to be both a ref and a folder of refs.
  case referenceConflict(RefName, with: RefName)
  /// One batch updates the ref twice.
  case duplicateReferenceUpdate(RefName)
  /// git runs us inside a push that it has not accepted yet: no ref may move.
  case updateInQuarantine

  /// The bundle cannot be used.
  case malformedBundle(path: String, BundleFault)

  /// More data than the caller is ready to take.
  case limitExceeded(operation: String, subject: String, limit: Int)
  /// The operating system did not do what it was asked.
  case system(SystemError)
  /// The git program failed; `detail` is what it said.
  case program(operation: String, subject: String, detail: String)
  /// libgit2 failed; `code` is its status, `detail` its message.
  case library(operation: String, subject: String, code: Int32, detail: String)
}

extension GitError: CustomStringConvertible {
  /// One line in lower case, the subject in single quotes.
  public var description: String {
    switch self {
    case .notARepository(let path): "no git repository at '\(path)'"
    case .unsupportedObjectFormat(_, let format): "unsupported object format '\(format)'"
    case .unsupportedReferenceStorage(_, let storage): "unsupported ref storage '\(storage)'"
    case .unreadableObject(let error): error.description
    case .missingObject(let id, let operation): "\(operation): object '\(id)' is missing"
    case .notACommit(let id): "object '\(id)' is not a well-formed commit"
    case .malformedReference(let name, let detail): "malformed ref '\(name)': \(detail)"
    case .symbolicReference(let name, let target): "ref '\(name)' is symbolic, it names '\(target)'"
    case .invalidReferenceName(let name): "invalid ref name '\(name)'"
    case .referenceMoved(let name, let expected, let found):
      "ref '\(name)' moved: expected \(GitError.text(expected)), found \(GitError.text(found))"
    case .referenceLocked(let name): "ref '\(name)' is locked by another update"
    case .referenceConflict(let name, let other): "ref '\(name)' conflicts with ref '\(other)'"
    case .duplicateReferenceUpdate(let name): "ref '\(name)' is updated twice in one batch"
    case .updateInQuarantine: "refs cannot move while git holds the push in quarantine"
    case .malformedBundle(let path, let fault): "bundle '\(path)': \(fault)"
    case .limitExceeded(let operation, let subject, let limit):
      "cannot \(operation) '\(subject)': more than \(limit)"
    case .system(let error): error.description
    case .program(let operation, let subject, let detail):
      "cannot \(operation) '\(subject)': \(detail)"
    case .library(let operation, let subject, let code, let detail):
      "cannot \(operation) '\(subject)': \(detail) (libgit2 \(code))"
    }
  }

  /// The way out, where there is one to suggest.
  public var hint: String? {
    switch self {
    case .unsupportedObjectFormat: "git's own formats are 'sha1' and 'sha256'"
    case .unsupportedReferenceStorage: "convert with 'git refs migrate --ref-format=files'"
    case .referenceMoved: "read the ref again and build on what it holds now"
    case .referenceLocked(let name):
      "when no git process is running, remove the file '\(name).lock' in the git directory"
    case .malformedBundle(_, .needsPrerequisites):
      "read the bundle beside a repository that has the prerequisites"
    case .system(let error): error.hint
    default: nil
    }
  }

  private static func text(_ id: ObjectID?) -> String {
    id.map { "'\($0)'" } ?? "no ref"
  }
}
