internal import CSQLite
internal import EntangleSystem

/// An SQLite file. What is kept here is worth nothing after a minute or five: nothing is synchronised to the
/// disk. A process that is killed leaves it whole; a machine that stops may leave it damaged.
final class Database {
  /// What a statement is given.
  enum Value {
    case number(Int64)
    case text(String)
  }

  private let handle: OpaquePointer

  /// Opens the file, or makes it; waits for others for five seconds. Throws `DatabaseError`.
  init(opening path: FilePath) throws(DatabaseError) {
    var handle: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW
    let status = sqlite3_open_v2(path.argument, &handle, flags, nil)
    guard let handle else { throw DatabaseError(code: SQLITE_NOMEM, detail: "out of memory") }
    self.handle = handle
    guard status == SQLITE_OK else { throw failure(status) }
    sqlite3_busy_timeout(handle, 5_000)
    try run("PRAGMA journal_mode=TRUNCATE")
    try run("PRAGMA synchronous=OFF")
  }

  /// Opens a file that is there, and changes nothing of it; waits for others as well. Throws `DatabaseError`.
  init(reading path: FilePath) throws(DatabaseError) {
    var handle: OpaquePointer?
    let status = sqlite3_open_v2(
      path.argument, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW, nil)
    guard let handle else { throw DatabaseError(code: SQLITE_NOMEM, detail: "out of memory") }
    self.handle = handle
    guard status == SQLITE_OK else { throw failure(status) }
    sqlite3_busy_timeout(handle, 5_000)
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs one statement, and answers the first column of the first row that it gives, if that is a number.
  /// Throws `DatabaseError`.
  @discardableResult
  func run(_ text: String, _ values: [Value] = []) throws(DatabaseError) -> Int64? {
    var prepared: OpaquePointer?
    let status = sqlite3_prepare_v2(handle, text, -1, &prepared, nil)
    guard status == SQLITE_OK, let prepared else { throw failure(status) }
    defer { sqlite3_finalize(prepared) }
    for (index, value) in values.enumerated() {
      let place = Int32(truncatingIfNeeded: index + 1)
      let bound =
        switch value {
        case .number(let number): sqlite3_bind_int64(prepared, place, number)
        case .text(let text): Self.bind(text, to: prepared, at: place)
        }
      guard bound == SQLITE_OK else { throw failure(bound) }
    }
    var answer: Int64?
    var isFirst = true
    while true {
      switch sqlite3_step(prepared) {
      case SQLITE_ROW:
        if isFirst, sqlite3_column_type(prepared, 0) == SQLITE_INTEGER {
          answer = sqlite3_column_int64(prepared, 0)
        }
        isFirst = false
      case SQLITE_DONE: return answer
      case let status: throw failure(status)
      }
    }
  }

  /// Does all of it or nothing, with nobody else in between. Throws `DatabaseError`.
  func transaction<Result>(
    _ work: () throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result {
    try run("BEGIN IMMEDIATE")
    do throws(DatabaseError) {
      let result = try work()
      try run("COMMIT")
      return result
    } catch {
      _ = try? run("ROLLBACK")
      throw error
    }
  }

  private static func bind(_ text: String, to statement: OpaquePointer, at place: Int32) -> Int32 {
    let count = Int32(truncatingIfNeeded: text.utf8.count)
    return text.withCString { entangle_sqlite_bind_text(statement, place, $0, count) }
  }

  private func failure(_ status: Int32) -> DatabaseError {
    DatabaseError(code: status & 0xff, detail: String(cString: sqlite3_errmsg(handle)))
  }
}

/// What SQLite says.
struct DatabaseError: Error, Sendable, Hashable {
  /// Its primary result code.
  let code: Int32
  let detail: String

  /// The file is another than it was made as.
  static let foreign = DatabaseError(code: SQLITE_NOTADB, detail: "it is another's")

  /// A later version has made the file.
  static func later(_ version: Int64) -> DatabaseError {
    DatabaseError(
      code: SQLITE_MISMATCH, detail: "it is of version \(version), which a later entangle has made")
  }

  /// Whether the file is damaged, was never one of SQLite, or has not the tables that it was made with.
  var isDamage: Bool { [SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR].contains(code) }
}
