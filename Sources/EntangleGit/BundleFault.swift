public import EntangleModel

/// What is wrong with a bundle (`gitformat-bundle(5)`).
public enum BundleFault: Error, Sendable, Hashable {
  /// The file has no bytes.
  case empty
  /// The first line is not the signature of version 2 or 3.
  case unknownSignature
  /// The file ends before the empty line that ends the header.
  case truncatedHeader
  /// A header line, counted from 1, is none that the format has, or stands in the wrong place.
  case malformedLine(number: Int)
  /// Version 3 asks for a capability that we do not know: it must not be passed over.
  case unknownCapability(String)
  /// The objects are named by a hash function that git 2.39 does not have.
  case unsupportedObjectFormat(String)
  /// The pack is truncated, damaged, or followed by other bytes.
  case malformedPack(detail: String)
  /// Objects that the bundle builds on are missing here.
  case needsPrerequisites([ObjectID])
  /// A ref of the bundle names an object that neither the bundle nor its prerequisites hold.
  case missingTarget(RefName)
}

extension BundleFault: CustomStringConvertible {
  /// What is wrong, in lower case.
  public var description: String {
    switch self {
    case .empty: "the file is empty"
    case .unknownSignature: "not a git bundle of version 2 or 3"
    case .truncatedHeader: "the header is cut off"
    case .malformedLine(let number): "header line \(number) is malformed"
    case .unknownCapability(let name): "unknown capability '\(name)'"
    case .unsupportedObjectFormat(let format): "unsupported object format '\(format)'"
    case .malformedPack(let detail): "malformed pack: \(detail)"
    case .needsPrerequisites(let missing):
      "missing \(missing.count) prerequisites, the first is '\(missing.first?.hex ?? "")'"
    case .missingTarget(let name): "the object of ref '\(name)' is missing"
    }
  }
}
