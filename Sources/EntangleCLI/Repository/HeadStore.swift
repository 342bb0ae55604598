internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// The furthest head of a host's log that a user has been shown, one for each repository id, kept outside every
/// repository: `$XDG_DATA_HOME/entangle/heads/<repository id>.json`. So a server that shows less to a new clone is
/// found out, too.
struct HeadStore {
  private static let schema = "entangle/head@v1"

  private let file: FilePath

  /// Nil where there is no home.
  init?(_ root: SHA256Digest, in context: CommandContext) {
    guard let data = context.environment.dataDirectory else { return nil }
    file = data.appending("entangle").appending("heads").appending("\(root).json")
  }

  /// What is remembered; nil where nothing is, or what is there cannot be read. (What it says counts only where the
  /// host has signed it.)
  func head() -> SignedHead? {
    guard let bytes = try? FileSystem.read(file, limit: 65_536),
      case .object(let members)? = try? JSONValue(canonical: bytes),
      case .string(let text)? = members["head"]
    else { return nil }
    return SignedHead(Array(text.utf8))
  }

  /// Remembers the newest head of a log that is in order, where it is further than the one before.
  func remember(_ report: Report) {
    guard let newest = report.judgement?.log.newest?.head,
      !report.findings.contains(where: { $0.code.hasPrefix("J") && $0.code != "J110" }),
      head().map({ $0.head.place < newest.head.place }) ?? true
    else { return }
    let document = JSONValue.object([
      "head": .string(newest.description), "schema": .string(Self.schema),
    ])
    // (Where it cannot be written, less is known the next time, and nothing is wrong now.)
    try? FileSystem.createDirectory(file.parent, mode: 0o700)
    try? FileSystem.write(document.encodeCanonical(), to: file, mode: 0o600, existing: .replace)
  }
}
