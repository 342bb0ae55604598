internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// What a user's repositories were found to be when they were verified last, kept outside of each:
/// `$XDG_CACHE_HOME/entangle/verified/<SHA-256 of the path>`, sealed with the key in
/// `$XDG_DATA_HOME/entangle/record.key`.
///
/// The key lies beside the pins and not beside the records, so that whoever can fill a cache (a CI service
/// that keeps caches between runs) can make nobody believe anything. Whatever goes wrong here only means
/// that everything is judged again.
struct RecordStore {
  /// The least work for which a record is worth its while, in events.
  private static let fewest = 128

  /// How many new ones are judged again and again before the record of so many is written anew: writing takes as long as all
  /// are many, and judging as long as the new ones are, so what both take together is least about here.
  private static func patience(_ count: Int) -> Int {
    min(256, max(16, Int(Double(count).squareRoot() / 4)))
  }

  private let file: FilePath
  private let keyFile: FilePath
  private let edition: [UInt8]
  private let context: CommandContext

  /// The store for the repository at a path; nil where there is no home.
  init?(_ path: String, in context: CommandContext) {
    guard let cache = context.environment.cacheDirectory,
      let data = context.environment.dataDirectory, let edition = Self.edition()
    else { return nil }
    let name = context.cryptography.sha256(Array(path.utf8)).hex
    file = cache.appending("entangle").appending("verified").appending(name)
    keyFile = data.appending("entangle").appending("record.key")
    self.edition = edition
    self.context = context
  }

  /// The store of a repository under guard, in a folder of its own.
  init?(in folder: FilePath, _ context: CommandContext) {
    guard let edition = Self.edition() else { return nil }
    file = folder.appending("verified")
    keyFile = folder.appending("record.key")
    self.edition = edition
    self.context = context
  }

  /// What is judged by: another program may have other rules, whatever it calls itself.
  private static func edition() -> [UInt8]? {
    guard let program = try? FileSystem.status("/proc/self/exe") else { return nil }
    return Array("\(EntangleVersion.number) \(program.size) \(program.modified)".utf8)
  }

  /// Judges, going on from the record where there is one that fits.
  func report(
    _ verifier: Verifier, progress: (any VerificationProgress)?
  ) -> Report {
    let record = key().flatMap { key in
      StoredFile(file).flatMap {
        VerificationRecord($0, key: key, cryptography: context.cryptography)
      }
    }
    return verifier.report(continuing: record, edition: edition, progress: progress)
  }

  /// Whether a report on the whole repository is worth being recorded.
  static func isDue(_ report: Report) -> Bool {
    let all = report.sparedWork + report.newWork
    return report.findings.isEmpty && all >= fewest && report.newWork >= patience(all)
  }

  /// Writes the record of a report on the whole repository, where that is worth its while.
  func keep(_ report: Report) {
    guard Self.isDue(report), let key = key() ?? newKey() else { return }
    try? FileSystem.createDirectory(file.parent, mode: 0o700)
    try? FileSystem.replace(file) { append in
      try VerificationRecord.write(
        report, edition: edition, key: key, cryptography: context.cryptography, append: append)
    }
  }

  private func key() -> RecordKey? {
    (try? FileSystem.readPrivate(keyFile, limit: 64)).flatMap { RecordKey($0) }
  }

  private func newKey() -> RecordKey? {
    guard let bytes = (try? context.randomness())?.bytes(32) else { return nil }
    try? FileSystem.createDirectory(keyFile.parent, mode: 0o700)
    try? FileSystem.write(bytes, to: keyFile, mode: 0o600, existing: .replace)
    return key()
  }
}

/// A file as the verifier reads a record.
private final class StoredFile: StoredBytes {
  private let file: ReadableFile

  /// Nil where it cannot be opened.
  init?(_ path: FilePath) {
    guard let file = try? ReadableFile(opening: path) else { return nil }
    self.file = file
  }

  var count: Int { file.size }

  func bytes(at offset: Int, count: Int) -> [UInt8]? {
    try? file.bytes(at: offset, count: count)
  }
}
