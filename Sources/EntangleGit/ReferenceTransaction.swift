internal import CGit2
internal import EntangleModel

/// Owns one `git_transaction`; what it locked and did not commit is unlocked when it goes.
struct ReferenceTransaction: ~Copyable {
  private static let author = "entangle"
  private static let address = "entangle@entangle.invalid"

  private let pointer: OpaquePointer
  private let signature: UnsafeMutablePointer<git_signature>?

  /// Starts with nothing locked. Throws `.library`.
  init(in repository: borrowing RepositoryHandle) throws(GitError) {
    var made: OpaquePointer?
    let status = git_transaction_new(&made, repository.pointer)
    let transaction = try GitLibrary.created(status, made, "start", "ref transaction")
    var signature: UnsafeMutablePointer<git_signature>?
    let signed = git_signature_now(&signature, Self.author, Self.address)
    if signed < 0 {
      let failure = GitLibrary.failure(signed, "make", "reflog signature")
      git_transaction_free(transaction)
      throw failure
    }
    pointer = transaction
    self.signature = signature
  }

  deinit {
    git_transaction_free(pointer)
    git_signature_free(signature)
  }

  /// Takes git's lock file of the ref. Throws `.referenceLocked` and `.library`.
  func lock(_ name: RefName) throws(GitError) {
    let status = name.bytes.withCString { git_transaction_lock_ref(pointer, $0) }
    if status == GIT_ELOCKED.rawValue { throw .referenceLocked(name) }
    try GitLibrary.check(status, "lock ref", name.description)
  }

  /// Notes the new value of a locked ref. Throws `.library`.
  func set(_ name: RefName, to id: ObjectID, message: String) throws(GitError) {
    guard var target = git_oid(id) else {
      throw .unsupportedObjectFormat(path: name.description, format: id.format.rawValue)
    }
    let status = name.bytes.withCString {
      git_transaction_set_target(pointer, $0, &target, signature, message)
    }
    try GitLibrary.check(status, "update ref", name.description)
  }

  /// Writes all values, one after the other. Throws `.library`.
  func commit() throws(GitError) {
    try GitLibrary.check(git_transaction_commit(pointer), "update", "refs")
  }
}
