internal import EntangleSystem
internal import Glibc

/// What the admission of pushes has to remember, in the file `admission.db` of the folder `entangle`: when
/// who has pushed, and which certificates were used.
///
/// Where the file is not there it is made. One that is damaged is put aside as `admission.db.damaged`, and made
/// anew; where that fails too, nothing is let in, nor where a later version has made it.
public final class AdmissionStore {
  private let file: FilePath
  private var database: Database
  /// Whether what was there before was damaged.
  public private(set) var wasDamaged = false

  /// The number of the user who runs this process, for where nobody else says who pushes.
  public static var currentUser: UInt32 { getuid() }

  /// Opens it. Throws `HostError`.
  public init(in folder: HostFolder) throws(HostError) {
    let file = Self.file(in: folder)
    self.file = file
    do throws(DatabaseError) {
      database = try Self.open(file)
      return
    } catch {
      guard error.isDamage else { throw .store(file, detail: error.detail) }
    }
    database = try Self.renewed(file)
    wasDamaged = true
  }

  private static func file(in folder: HostFolder) -> FilePath {
    folder.path.appending("admission.db")
  }

  /// Throws where a later version has made the file, which is not touched. One that is damaged the next push puts aside.
  public static func requireKnownVersion(in folder: HostFolder) throws(HostError) {
    let file = file(in: folder)
    do {
      guard try FileSystem.status(file, symbolicLinks: .refuse)?.kind == .file else { return }
    } catch {
      throw .system(error)
    }
    do throws(DatabaseError) {
      let database = try Database(reading: file)
      try requireKnown(try database.run("PRAGMA user_version"))
    } catch {
      guard error.isDamage else { throw .store(file, detail: error.detail) }
    }
  }

  private static func requireKnown(_ found: Int64?) throws(DatabaseError) {
    if let found, found > version { throw .later(found) }
  }

  /// Does all of it or nothing. Where the file turns out to be damaged, it is made anew first.
  func transaction<Result>(
    _ work: (Database) throws(DatabaseError) -> Result
  ) throws(HostError) -> Result {
    do throws(DatabaseError) {
      return try database.transaction { () throws(DatabaseError) in try work(database) }
    } catch {
      guard error.isDamage, !wasDamaged else { throw .store(file, detail: error.detail) }
    }
    database = try Self.renewed(file)
    wasDamaged = true
    return try transaction(work)
  }

  /// The version of the tables; SQLite keeps it in the head of the file.
  private static let version: Int64 = 1

  private static func open(_ file: FilePath) throws(DatabaseError) -> Database {
    let database = try Database(opening: file)
    let known = try database.run("PRAGMA user_version")
    guard known != version else { return database }
    try requireKnown(known)
    try database.transaction { () throws(DatabaseError) in
      // (Another process may have made them meanwhile.)
      guard try database.run("PRAGMA user_version") != version else { return }
      guard try database.run("SELECT count(*) FROM sqlite_schema") == 0 else { throw .foreign }
      try database.run("CREATE TABLE pushes (pusher TEXT NOT NULL, at INTEGER NOT NULL) STRICT")
      try database.run("CREATE INDEX pushes_by_pusher ON pushes (pusher, at)")
      try database.run(
        "CREATE TABLE certificates (digest TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT")
      try database.run("PRAGMA user_version = \(version)")
    }
    return database
  }

  /// A new file in place of a damaged one.
  private static func renewed(_ file: FilePath) throws(HostError) -> Database {
    try putAside(file)
    do throws(DatabaseError) {
      return try open(file)
    } catch {
      throw .store(file, detail: error.detail)
    }
  }

  private static func putAside(_ file: FilePath) throws(HostError) {
    for suffix in ["", "-journal"] {
      let path = FilePath(file.bytes + Array(suffix.utf8))
      let aside = FilePath(file.bytes + Array(".damaged\(suffix)".utf8))
      do {
        try FileSystem.move(path, to: aside)
      } catch {
        if case .callFailed(_, _, .notFound) = error { continue }
        throw .store(file, detail: "damaged, and it cannot be put aside")
      }
    }
  }
}
