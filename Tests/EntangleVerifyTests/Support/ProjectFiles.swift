import Glibc

/// The folder of `Package.swift`, above this file.
func packageRoot() -> String? {
  var path = #filePath[...]
  while let slash = path.lastIndex(of: "/") {
    path = path[..<slash]
    if access(path + "/Package.swift", R_OK) == 0 { return String(path) }
  }
  return nil
}

/// The Swift files below a folder, at any depth, sorted.
func swiftFiles(under folder: String) -> [String] {
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
func content(of path: String) -> String? {
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
