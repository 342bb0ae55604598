import Glibc
import Testing

/// Who may import whom: `Package.swift` alone does not hold it, an undeclared transitive import
/// compiles.
@Suite("Imports")
struct ImportTests {
  private static let table: [String: Set<String>] = [
    "EntangleModel": [],
    "EntangleSystem": ["EntangleModel", "CSystem"],
    "EntangleVerify": ["EntangleModel", "Synchronization"],
    "EntangleGit": ["EntangleModel", "EntangleSystem", "EntangleCrypto", "CGit2"],
    "EntangleCrypto": ["EntangleModel", "EntangleSystem", "CSodium", "CCrypto"],
    "EntangleSSH": ["EntangleModel", "EntangleSystem"],
    "EntangleRunner": ["EntangleModel", "EntangleSystem", "EntangleGit", "EntangleCrypto"],
    "EntangleReport": ["EntangleModel", "EntangleVerify"],
    "EntangleHost": [
      "EntangleModel", "EntangleSystem", "EntangleGit", "EntangleCrypto", "EntangleVerify",
      "CSQLite",
    ],
    "EntangleCLI": [
      "EntangleModel", "EntangleSystem", "EntangleVerify", "EntangleGit", "EntangleCrypto",
      "EntangleSSH", "EntangleRunner", "EntangleReport", "EntangleHost",
    ],
    "entangle": ["EntangleCLI"],
  ]
  private static let core: Set<String> = ["EntangleModel", "EntangleVerify"]
  private static let system: Set<String> = ["Glibc", "Synchronization"]

  @Test("every import is one that the table allows")
  func imports() throws {
    let sources = try #require(packageRoot()) + "/Sources"
    var fileCount = 0
    for target in names(in: sources) {
      let files = swiftFiles(under: "\(sources)/\(target)")
      if files.isEmpty { continue }
      let listed = try #require(Self.table[target], "'\(target)' is not in the table")
      let allowed = Self.core.contains(target) ? listed : listed.union(Self.system)
      for file in files {
        fileCount += 1
        for module in try importedModules(#require(content(of: file))) {
          #expect(allowed.contains(module), "\(file) imports \(module)")
        }
      }
    }
    #expect(fileCount >= Self.table.count)
  }

  @Test("an import is seen however it is written")
  func spellings() {
    let source = """
      public import A
      @testable import B
        internal import struct C.D // why
      @preconcurrency @_exported import E
      // import F
      let text = "import G"
      import func H.i; import J
      """
    #expect(importedModules(source) == ["A", "B", "C", "E", "H", "J"])
  }
}

/// The modules that a source file imports, in order.
private func importedModules(_ source: String) -> [String] {
  let kinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
  ]
  let levels: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
  let statements = source.split { $0 == "\n" || $0 == ";" }
  return statements.compactMap { statement in
    var words = statement.split(separator: " ")[...]
    words = words.drop { $0.hasPrefix("@") || levels.contains($0) }
    guard words.popFirst() == "import" else { return nil }
    words = words.drop { kinds.contains($0) }
    return words.first?.split(separator: ".").first.map(String.init)
  }
}

/// The folder of `Package.swift`, above this file.
private func packageRoot() -> String? {
  var path = #filePath[...]
  while let slash = path.lastIndex(of: "/") {
    path = path[..<slash]
    if access(path + "/Package.swift", R_OK) == 0 { return String(path) }
  }
  return nil
}

/// The Swift files below a folder, at any depth.
private func swiftFiles(under folder: String) -> [String] {
  names(in: folder).flatMap { name in
    let path = folder + "/" + name
    return name.hasSuffix(".swift") ? [path] : swiftFiles(under: path)
  }
}

/// The names in a folder without those that begin with a dot; none where it is no folder.
private func names(in folder: String) -> [String] {
  guard let stream = opendir(folder) else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
    let name = String(decoding: bytes, as: UTF8.self)
    if !name.hasPrefix(".") { names.append(name) }
  }
  return names.sorted()
}

/// The whole text of a file; nil where it cannot be read.
private func content(of path: String) -> String? {
  guard let file = fopen(path, "re") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 64 * 1024)
  while true {
    let count = fread(&chunk, 1, chunk.count, file)
    if count == 0 { return ferror(file) == 0 ? String(decoding: bytes, as: UTF8.self) : nil }
    bytes += chunk[..<count]
  }
}
