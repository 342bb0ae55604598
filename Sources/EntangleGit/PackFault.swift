internal import EntangleModel
internal import EntangleSystem

/// Why an object cannot be had from the pack that lists it.
enum PackFault: Error {
  /// The pack's bytes are not those of a pack; the reason is for people.
  case malformed(String)
  /// The object, or one that it is made from, is larger than is taken; in bytes.
  case tooLarge(size: Int, limit: Int)
  case outOfMemory
  case system(SystemError)

  init(_ failure: Inflater.Failure) {
    switch failure {
    case .malformed: self = .malformed("not a zlib stream")
    case .outOfMemory: self = .outOfMemory
    }
  }

  /// The error of reading this object from this pack.
  func error(of id: ObjectID, in pack: FilePath) -> ObjectReadError {
    switch self {
    case .malformed(let detail): .corrupt(id, detail: "pack '\(pack)': \(detail)")
    case .tooLarge(let size, let limit): .tooLarge(id, size: size, limit: limit)
    case .outOfMemory: .unreadable(id, detail: "out of memory")
    case .system(let error): .unreadable(id, detail: GitError.system(error).description)
    }
  }

  /// Whether the pack is not there any more.
  var isAbsence: Bool {
    if case .system(let error) = self { error.isAbsence } else { false }
  }
}
