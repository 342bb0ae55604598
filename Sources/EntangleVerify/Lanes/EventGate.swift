internal import EntangleModel

/// The checks on one commit of a lane that need nothing but the commit: name, form, signature,
/// files. Independent of each other, so run on all cores.
struct EventGate: Sendable {
  let objects: any ObjectSource
  let cryptography: any Cryptography
  let limits: ReadLimits

  /// Parses a commit that has been read from a lane; `neighbour` is an event of the same lane.
  func parse(
    _ id: ObjectID, _ object: RawObject, neighbour: ParsedEvent? = nil
  ) -> EventReading.Outcome {
    let reference = cryptography.reference(to: object, format: objects.format)
    guard reference.id == id else {
      return .unreadable("\(id) does not hold what its name says")
    }
    do throws(EventDefect) {
      return .event(
        try ParsedEvent(
          object, reference: reference, neighbour: neighbour, limits: limits,
          cryptography: cryptography))
    } catch {
      return .defect(error)
    }
  }

  /// Reads and parses a commit of a lane, and tells the one before it as far as that can be told;
  /// `neighbour` is an event of the same lane.
  func outcome(
    _ id: ObjectID, neighbour: ParsedEvent? = nil
  ) -> (EventReading.Outcome, parent: ObjectID?) {
    do throws(ObjectReadError) {
      guard let object = try objects.read(id, limit: limits.commitBytes) else {
        return (.missing, nil)
      }
      let outcome = parse(id, object, neighbour: neighbour)
      if case .event(let event) = outcome { return (outcome, event.commit.parent) }
      guard case .defect = outcome else { return (outcome, nil) }
      let commit = CodeCommit(content: object.content, format: objects.format)
      return (outcome, commit?.parents.first)
    } catch {
      return (.unreadable("\(error)"), nil)
    }
  }

  /// Whether an event may be looked at as part of a lane: it says that it is of it, or the commit before it does. (One
  /// that does not belong there is the fault of whoever put it there; but what another lane has is looked at there alone.)
  func isOn(_ lane: Lane, _ event: ParsedEvent) -> Bool {
    if event.body.lane == lane { return true }
    guard case .event(let before) = outcome(event.commit.parent).0 else { return false }
    return before.body.lane == lane
  }

  /// The event of that name and digest, read once more; nil where it cannot be had.
  func event(_ reference: ObjectReference) -> ParsedEvent? {
    guard case .event(let event) = outcome(reference.id).0, event.reference == reference else {
      return nil
    }
    return event
  }

  /// Checks the files of a parsed commit. Its signature is not checked yet.
  func reading(_ id: ObjectID, ref: RefName, outcome: EventReading.Outcome) -> EventReading {
    var treeDefect: EventReading.TreeDefect?
    if case .event(let event) = outcome { treeDefect = self.treeDefect(event) }
    return EventReading(id, ref: ref, outcome: outcome, treeDefect: treeDefect)
  }

  private func treeDefect(_ event: ParsedEvent) -> EventReading.TreeDefect? {
    let files = event.body.files
    // git itself takes the empty tree as always there.
    if files.isEmpty && event.commit.tree == .emptyTree(objects.format) { return nil }
    let tree: TreeObject
    switch load(event.commit.tree, limit: limits.treeBytes) {
    case .failure(let defect): return defect
    case .success(let object):
      guard object.type == .tree,
        let parsed = TreeObject(content: object.content, format: objects.format)
      else { return .wrong("not a well-formed tree") }
      tree = parsed
    }
    guard tree.entries.count == files.count else { return .wrong("other files than 'Files' names") }
    for (entry, file) in zip(tree.entries, files) {
      guard entry.mode == .file, entry.name.elementsEqual(file.name.utf8) else {
        return .wrong("other files than 'Files' names")
      }
      switch load(entry.id, limit: limits.eventFileBytes) {
      case .failure(let defect): return defect
      case .success(let object):
        guard object.type == .blob, cryptography.sha256(object.content) == file.digest else {
          return .wrong("'\(file.name)' is not what 'Files' binds")
        }
        if let detail = Self.textDefect(file.name, object.content) { return .wrong(detail) }
      }
    }
    return nil
  }

  private static func textDefect(_ name: String, _ content: [UInt8]) -> String? {
    if name == TaskCommand.fileName {
      do throws(DocumentDefect) {
        _ = try TaskCommand(canonical: content)
        return nil
      } catch {
        return "'\(name)': \(error.detail)"
      }
    }
    let isPlain = content.allSatisfy { 0x20..<0x7f ~= $0 || $0 == 0x0a }
    if isPlain && content.last == 0x0a { return nil }
    guard let text = String(validating: content, as: UTF8.self), content.last == 0x0a,
      text.unicodeScalars.allSatisfy({ scalar in
        scalar == "\n" || scalar.properties.generalCategory != .control
      })
    else { return "'\(name)' is not text" }
    return nil
  }

  private enum Loaded {
    case success(RawObject)
    case failure(EventReading.TreeDefect)
  }

  private func load(_ id: ObjectID, limit: Int) -> Loaded {
    do throws(ObjectReadError) {
      guard let object = try objects.read(id, limit: limit) else { return .failure(.missing(id)) }
      guard cryptography.objectID(object, format: objects.format) == id else {
        return .failure(.wrong("\(id) does not hold what its name says"))
      }
      return .success(object)
    } catch {
      return .failure(.wrong("\(error)"))
    }
  }
}
