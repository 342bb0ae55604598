public import EntangleGit
public import EntangleModel
public import EntangleSystem
public import EntangleVerify

/// What a governed repository on a server holds beside git's own files: the folder `entangle` in its git
/// directory. None of it is reached by a push or a fetch.
public struct HostFolder: Sendable {
  /// The folder itself.
  public let path: FilePath

  /// Takes the git directory of the repository.
  public init(gitDirectory: FilePath) {
    path = gitDirectory.appending("entangle")
  }

  /// What was decided when the repository was put under guard.
  public struct Settings: Sendable, Hashable {
    /// The repository id that pushes are judged by.
    public let trustRoot: SHA256Digest
    /// How often anybody may push.
    public let rate: PushRate
    /// Whether each push has to have a certificate.
    public let certificates: Certificates

    /// The tenants to which it is served; empty where that is nobody's affair.
    public let tenants: Set<PrincipalID>

    /// What is asked of a push that has no certificate. One that is there is always checked.
    public enum Certificates: String, Sendable, CaseIterable {
      /// Nothing.
      case optional
      /// It is refused.
      case required
    }

    public init(
      trustRoot: SHA256Digest, rate: PushRate = .standard, certificates: Certificates = .optional,
      tenants: Set<PrincipalID> = []
    ) {
      self.trustRoot = trustRoot
      self.rate = rate
      self.certificates = certificates
      self.tenants = tenants
    }
  }

  /// Where the settings stand.
  public var settingsFile: FilePath { path.appending("host.json") }

  /// The settings; nil where there are none. Throws `HostError`.
  public func settings() throws(HostError) -> Settings? {
    let bytes: [UInt8]
    do {
      guard try FileSystem.status(settingsFile) != nil else { return nil }
      bytes = try FileSystem.read(settingsFile, limit: 65_536)
    } catch {
      throw .system(error)
    }
    guard case .object(let members)? = try? JSONValue(canonical: bytes),
      let settings = Settings(members)
    else { throw .damaged(settingsFile) }
    return settings
  }

  /// Writes the settings, in place of others. Throws `HostError`.
  public func write(_ settings: Settings) throws(HostError) {
    do {
      try FileSystem.createDirectory(path, mode: 0o700)
      try FileSystem.write(
        settings.document.encodeCanonical(), to: settingsFile, mode: 0o600, existing: .replace)
    } catch {
      throw .system(error)
    }
  }

  /// The files of the folder, and the folders in it.
  private static let kinds: [(names: [String], kind: FileKind)] = [
    (
      [
        "host.json", OperatorTokens.fileName, "allowed-secrets", "admission.db",
        "admission.db-journal", "turn", "lock", "refusals", "strikes",
      ], .file
    ),
    (["keys", "certificates", "struck"], .directory),
  ]

  /// Throws where something else stands in the place of one of them.
  public func requireKinds() throws(HostError) {
    for (names, due) in Self.kinds {
      for name in names {
        let place = path.appending(name)
        let found: FileStatus?
        do { found = try FileSystem.status(place) } catch { throw .system(error) }
        guard let kind = found?.kind, kind != due else { continue }
        throw .kind(place, found: kind, due: due)
      }
    }
  }

  /// How to mend a damaged file of the folder.
  static func hint(damaged file: FilePath) -> String {
    guard file.lastComponent != Array(OperatorTokens.fileName.utf8) else {
      return
        "put it back from a copy, or take it away: law is taken without a token then, until 'entangle host token add' gives out "
        + "new ones"
    }
    return
      "on the server, 'entangle host init --trust-root <repository id>' writes it anew, with '--rate', '--certificates' and "
      + "'--tenant' as they were"
  }

  /// Remembers a push that was refused, until it gets its receipt.
  public func add(_ refusal: Receipt.Refusal) throws(HostError) {
    try RefusalSpool(self).add(refusal)
  }

  /// The pushes that were refused and have no receipt yet.
  public func refusals() throws(HostError) -> [Receipt.Refusal] {
    try RefusalSpool(self).refusals()
  }

  /// Holds the turn of a push while it is judged; waits for the pushes before it until `deadline`. One of which `hasMoved`
  /// says so keeps it no longer.
  public func takeTurn(
    by deadline: ContinuousClock.Instant, hasMoved: (Intent) -> Bool = { _ in false }
  ) throws(HostError) -> PushTurn {
    try PushTurn(in: path, by: deadline, hasMoved: hasMoved)
  }
}

/// Why something about a guarded repository cannot be done.
public enum HostError: Error, Sendable, Hashable {
  case system(SystemError)
  /// A file of the folder `entangle` is not as entangle writes it.
  case damaged(FilePath)
  /// A line of a file that its keeper writes is not what it should be.
  case unreadableLine(FilePath, String)
  /// Something else stands where a file or folder of the folder `entangle` is due.
  case kind(FilePath, found: FileKind, due: FileKind)
  /// What admission remembers cannot be had.
  case store(FilePath, detail: String)
  /// Other pushes took too long.
  case busy
  /// A push that nobody could read back what it is to become.
  case unwritable
  /// The host's key cannot be used.
  case key(String, hint: String? = nil)
  /// The key that signs receipts is not here.
  case keyMissing
  /// The key that is here did not sign the newest receipt.
  case keyOther
  /// The repository does not do what it should.
  case repository(String)
  /// Git's files cannot be read or written.
  case git(GitError)

  /// What failed: lower case, without full stop.
  public var description: String {
    switch self {
    case .system(let error): error.description
    case .damaged(let path): "'\(path)' is damaged"
    case .unreadableLine(let path, let line):
      "'\(path)' has a line that cannot be read: '\(displayText(line.utf8))'"
    case .kind(let path, let found, let due):
      "'\(path)' is a \(found), where a \(due) is due: no push is taken"
    case .store(let path, let detail): "cannot use '\(path)': \(detail)"
    case .busy: "other pushes keep the repository busy"
    case .unwritable: "what the push is to become cannot be written down"
    case .key(let detail, _): detail
    case .keyMissing: "the key that signs receipts is not here"
    case .keyOther: "the newest receipt is by another key than the one that is here"
    case .repository(let detail): detail
    case .git(let error): error.description
    }
  }

  /// The way out, where one is known.
  public var hint: String? {
    switch self {
    case .system(let error): error.hint
    case .damaged(let file): HostFolder.hint(damaged: file)
    case .unreadableLine: "whoever keeps the server mends or removes the line"
    case .kind(let path, _, _): "move '\(path)' away: what is due there is made when it is needed"
    case .store(let path, let detail):
      detail.hasSuffix("is full")
        ? "whoever keeps the server makes room where '\(path)' lies"
        : "whoever keeps the server looks at the file; it may be removed"
    case .busy: "push again in a moment"
    case .unwritable: "push fewer refs at once, with plainer names"
    case .key(_, let hint?): hint
    case .key, .keyMissing:
      "put back the folder 'entangle/keys' from a copy of it; else move it away: 'entangle host init' makes a key where there is "
        + "none, and the authorities open an epoch for it"
    case .keyOther: "have the authorities open an epoch for the key of 'entangle host status'"
    case .repository: "'git fsck' on the server"
    case .git(let error): error.hint ?? "'git fsck' on the server"
    }
  }
}

extension HostFolder.Settings {
  private static let schema = "entangle/host@v1"

  /// Reads the document; nil where it is not of its form. What a file of an earlier version does not say is as
  /// it was then.
  fileprivate init?(_ members: [String: JSONValue]) {
    let known: Set<String> = ["schema", "trustRoot", "rate", "certificates", "tenants"]
    guard known.isSuperset(of: members.keys), case .string(Self.schema)? = members["schema"],
      case .string(let hex)? = members["trustRoot"], let root = SHA256Digest(hex: hex)
    else { return nil }
    var rate = PushRate.standard
    if let document = members["rate"] {
      guard case .object(let parts) = document, parts.count == 2,
        case .integer(let pushes)? = parts["pushes"],
        case .integer(let seconds)? = parts["seconds"],
        let given = PushRate(pushes: pushes, seconds: seconds)
      else { return nil }
      rate = given
    }
    var certificates = Certificates.optional
    if let word = members["certificates"] {
      guard case .string(let text) = word, let given = Certificates(rawValue: text) else {
        return nil
      }
      certificates = given
    }
    var tenants: Set<PrincipalID> = []
    if let list = members["tenants"] {
      guard case .array(let items) = list, !items.isEmpty else { return nil }
      for item in items {
        guard case .string(let text) = item, let tenant = PrincipalID(text) else { return nil }
        tenants.insert(tenant)
      }
    }
    self.init(trustRoot: root, rate: rate, certificates: certificates, tenants: tenants)
  }

  /// What is not as it is by itself is said.
  fileprivate var document: JSONValue {
    var members: [String: JSONValue] = [
      "schema": .string(Self.schema), "trustRoot": .string(trustRoot.hex),
    ]
    if rate != .standard {
      members["rate"] = .object([
        "pushes": .integer(rate.pushes), "seconds": .integer(rate.seconds),
      ])
    }
    if certificates != .optional { members["certificates"] = .string(certificates.rawValue) }
    if !tenants.isEmpty { members["tenants"] = .array(tenants.sorted().map { .string($0.text) }) }
    return .object(members)
  }
}
