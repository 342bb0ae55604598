internal import EntangleModel
internal import EntangleSystem

/// What stands in front of the pack in a bundle (`gitformat-bundle(5)`), read strictly.
struct BundleHeader: Sendable {
  /// 2 or 3.
  let version: Int

  /// The object filter, as `git-rev-list(1)` spells it; nil where the bundle is complete.
  private(set) var filter: [UInt8]?

  /// The objects that the reader must have already.
  private(set) var prerequisites: [ObjectID] = []

  /// The refs, in the order of the file: `HEAD`, and what is below `refs/`. Git also puts in what is one
  /// work tree's own, such as `worktrees/<name>/HEAD`; that is left out.
  private(set) var references: [(RefName, ObjectID)] = []

  /// The hash function that names the objects.
  private(set) var format = ObjectFormat.sha1

  private var places: [RefName: ObjectID] = [:]

  private var hasFormat = false

  private var leftOutCount = 0

  /// Reads up to and including the empty line. Throws `.malformedBundle`, `.limitExceeded` and
  /// `.system`.
  init(
    reading reader: inout BundleReader, path: FilePath, limits: BundleLimits
  ) throws(GitError) {
    let text = path.description
    guard reader.fileSize > 0 else { throw .malformedBundle(path: text, .empty) }
    switch try reader.nextLine() {
    case Array("# v2 git bundle".utf8)?: version = 2
    case Array("# v3 git bundle".utf8)?: version = 3
    default: throw .malformedBundle(path: text, .unknownSignature)
    }
    var number = 1
    while true {
      number += 1
      guard let line = try reader.nextLine() else {
        throw .malformedBundle(path: text, .truncatedHeader)
      }
      if line.isEmpty { return }
      do {
        try take(line, number: number)
      } catch {
        throw .malformedBundle(path: text, error)
      }
      guard prerequisites.count + references.count + leftOutCount <= limits.lineCount else {
        throw .limitExceeded(
          operation: "read the header of bundle", subject: text, limit: limits.lineCount)
      }
    }
  }

  /// Capabilities come first, then prerequisites, then refs.
  private mutating func take(_ line: [UInt8], number: Int) throws(BundleFault) {
    switch line.first {
    case UInt8(ascii: "@"):
      guard version == 3, prerequisites.isEmpty, references.isEmpty, leftOutCount == 0 else {
        throw .malformedLine(number: number)
      }
      try takeCapability(line.dropFirst(), number: number)
    case UInt8(ascii: "-"):
      guard references.isEmpty, leftOutCount == 0, let (id, _) = split(line.dropFirst()) else {
        throw .malformedLine(number: number)
      }
      prerequisites.append(id)
    default:
      guard let (id, name) = split(line[...]), let name else {
        throw .malformedLine(number: number)
      }
      if name.bytes == Array("HEAD".utf8) || name.isWellFormed {
        // Git takes the last line of a name, others the first.
        guard places.updateValue(id, forKey: name) ?? id == id else {
          throw .malformedLine(number: number)
        }
        references.append((name, id))
      } else if Self.isOutsideRefs(name) {
        leftOutCount += 1
      } else {
        throw .malformedLine(number: number)
      }
    }
  }

  /// Whether it would be well formed below `refs/`, where it does not say that it is.
  private static func isOutsideRefs(_ name: RefName) -> Bool {
    name.dropping(prefix: "refs/") == nil && RefName(Array("refs/".utf8) + name.bytes).isWellFormed
  }

  private mutating func takeCapability(
    _ text: ArraySlice<UInt8>, number: Int
  ) throws(BundleFault) {
    let format = "object-format=".utf8
    let filtered = "filter=".utf8
    if text.starts(with: format) {
      guard !hasFormat else { throw .malformedLine(number: number) }
      hasFormat = true
      let value = Array(text.dropFirst(format.count))
      guard let format = ObjectFormat(rawValue: String(decoding: value, as: UTF8.self)) else {
        throw .unsupportedObjectFormat(displayText(value))
      }
      self.format = format
    } else if text.starts(with: filtered) {
      guard filter == nil else { throw .malformedLine(number: number) }
      filter = Array(text.dropFirst(filtered.count))
    } else {
      throw .unknownCapability(displayText(text))
    }
  }

  /// Reads `<oid>` or `<oid> SP <rest>`.
  private func split(_ line: ArraySlice<UInt8>) -> (ObjectID, RefName?)? {
    let digits = line.prefix(format.hexCount)
    guard digits.count == format.hexCount, let id = ObjectID(hex: Array(digits)),
      !id.isZero
    else { return nil }
    let rest = line.dropFirst(digits.count)
    guard let separator = rest.first else { return (id, nil) }
    return separator == UInt8(ascii: " ") ? (id, RefName(Array(rest.dropFirst()))) : nil
  }
}
