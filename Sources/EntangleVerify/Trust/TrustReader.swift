internal import EntangleModel

/// Reads the trust chain from its newest commit to its founding one.
struct TrustReader {
  let objects: any ObjectSource
  let cryptography: any Cryptography
  let limits: ReadLimits

  /// An id and `.json`, in bytes.
  private static let longestName = 105

  /// One commit of the chain: a state, or why it is none.
  struct Reading {
    let id: ObjectID
    let step: TrustStep?
    let defect: TrustDefect?
    /// Whether the commit carries a signature that does not fit it.
    let isForged: Bool
  }

  /// The chain, oldest first. It ends at the first commit that could not be read.
  func chain(from head: ObjectID) -> [Reading] {
    var readings: [Reading] = []
    var next: ObjectID? = head
    // Most of a state is that of the one before.
    var memory = Memory()
    while let id = next {
      let reading = read(id, &memory)
      readings.append(reading)
      next = reading.step?.commit.header.parents.first
      if readings.count > limits.trustStates {
        readings.append(
          Reading(
            id: id, step: nil, defect: .commit("the chain is longer than the bound"),
            isForged: false))
        break
      }
    }
    return readings.reversed()
  }

  /// One commit, wherever it stands.
  func read(_ id: ObjectID) -> Reading {
    var memory = Memory()
    return read(id, &memory)
  }

  /// What has been read and parsed of states before.
  private struct Memory {
    var objects: [ObjectID: RawObject] = [:]
    var trees: [ObjectID: TreeObject] = [:]
    var documents = TrustDocuments()
  }

  private func read(_ id: ObjectID, _ memory: inout Memory) -> Reading {
    var isForged = false
    do throws(ReadFailure) {
      let step = try step(id, isForged: &isForged, &memory)
      return Reading(id: id, step: step, defect: nil, isForged: isForged)
    } catch {
      return Reading(id: id, step: nil, defect: error.defect, isForged: isForged)
    }
  }

  private struct ReadFailure: Error {
    let defect: TrustDefect
  }

  private func step(
    _ id: ObjectID, isForged: inout Bool, _ memory: inout Memory
  ) throws(ReadFailure) -> TrustStep {
    let object = try load(id, limit: limits.eventBytes)
    let decoded: SignedCommit.Decoded
    do throws(EventDefect) {
      guard object.type == .commit else { throw .headers("not a commit") }
      decoded = try SignedCommit.decode(object.content, format: objects.format, limits: limits)
    } catch {
      throw ReadFailure(defect: .commit("\(error)"))
    }
    isForged = !decoded.signature.isValid(
      over: decoded.payload, in: .git, cryptography: cryptography)
    var files: [String: [UInt8]] = [:]
    var byteCount = 0
    try collect(
      decoded.commit.header.tree, path: "", depth: 0, into: &files, byteCount: &byteCount, &memory)
    do throws(DocumentDefect) {
      let state = try TrustState(files: files, documents: &memory.documents)
      let baseline = state.repository.baseline.values
      guard state.repository.objectFormat == objects.format,
        baseline.allSatisfy({ $0.id.format == objects.format }),
        state.redactions.values.allSatisfy({ $0.isOf(objects.format) })
      else {
        throw DocumentDefect(
          "'objectFormat', or an oid of 'baseline' or of a redaction, is not of the repository's format"
        )
      }
      let name = StateReference(
        version: state.statement.version, digest: cryptography.sha256(state.statement.encoded))
      return TrustStep(
        reference: ObjectReference(id: id, digest: cryptography.digest(object)),
        commit: decoded.commit, signature: decoded.signature, state: state, name: name)
    } catch {
      throw ReadFailure(defect: .document(error.detail))
    }
  }

  private func collect(
    _ id: ObjectID, path: String, depth: Int, into files: inout [String: [UInt8]],
    byteCount: inout Int, _ memory: inout Memory
  ) throws(ReadFailure) {
    guard depth < 5 else { throw ReadFailure(defect: .tree("a tree nested too deep")) }
    let tree = try tree(id, path: path, &memory)
    guard depth == 0 || !tree.entries.isEmpty else {
      throw ReadFailure(defect: .tree("'\(displayText(path.utf8))' is empty"))
    }
    for entry in tree.entries {
      guard let name = String(validating: entry.name, as: UTF8.self) else {
        throw ReadFailure(defect: .tree("a name that is not UTF-8"))
      }
      let inner = path.isEmpty ? name : "\(path)/\(name)"
      // No place is called so; to hash what is not ASCII can take the square of its length, and what is
      // long would stand in the path of every file below it.
      guard entry.name.count <= Self.longestName, entry.name.allSatisfy({ $0 < 0x80 }) else {
        let place = displayText(inner.utf8.prefix(200))
        throw ReadFailure(defect: .document("'\(place)': not a place of the trust tree"))
      }
      switch entry.mode {
      case .tree:
        try collect(
          entry.id, path: inner, depth: depth + 1, into: &files, byteCount: &byteCount, &memory)
      case .file:
        guard files.count < limits.trustFiles else {
          throw ReadFailure(defect: .tree("too many files"))
        }
        let file: RawObject
        if let known = memory.objects[entry.id] {
          file = known
        } else {
          file = try load(entry.id, limit: limits.trustFileBytes)
          memory.objects[entry.id] = file
        }
        guard file.type == .blob else {
          throw ReadFailure(defect: .tree("'\(displayText(inner.utf8))' is not a file"))
        }
        byteCount += file.content.count
        guard byteCount <= limits.trustBytes else {
          throw ReadFailure(defect: .tree("too many bytes"))
        }
        files[inner] = file.content
      default:
        throw ReadFailure(
          defect: .tree("'\(displayText(inner.utf8))' has the mode \(entry.mode.rawValue)"))
      }
    }
  }

  private func tree(
    _ id: ObjectID, path: String, _ memory: inout Memory
  ) throws(ReadFailure) -> TreeObject {
    if let known = memory.trees[id] { return known }
    let object = try load(id, limit: limits.treeBytes)
    guard object.type == .tree,
      let tree = TreeObject(content: object.content, format: objects.format)
    else {
      throw ReadFailure(defect: .tree("'\(displayText(path.utf8))' is not a well-formed tree"))
    }
    memory.trees[id] = tree
    return tree
  }

  private func load(_ id: ObjectID, limit: Int) throws(ReadFailure) -> RawObject {
    let object: RawObject?
    do throws(ObjectReadError) {
      object = try objects.read(id, limit: limit)
    } catch {
      throw ReadFailure(defect: .unreadable("\(error)"))
    }
    guard let object else { throw ReadFailure(defect: .missing(id)) }
    guard cryptography.objectID(object, format: objects.format) == id else {
      throw ReadFailure(defect: .unreadable("\(id) does not hold what its name says"))
    }
    return object
  }
}
