/// Takes over what a task declared as its outputs, from a workspace that the task may have filled
/// with traps: links out of it, pipes that block, names that mean something else elsewhere.
///
/// To be used only after `Sandbox.run` has returned, when nothing in the workspace can change.
public struct OutputCollector: Sendable {
  /// How much is taken.
  public let limits: OutputLimits

  /// A collector that takes no more than `limits`.
  public init(limits: OutputLimits = .standard) {
    self.limits = limits
  }

  /// The declared files, and all files in the declared folders, sorted bytewise by path, each once.
  ///
  /// Throws `RunnerError.output`, which names the first path that is refused and why: one bad output
  /// refuses all.
  public func collect(
    _ declared: [OutputPath], from workspace: borrowing Workspace
  ) throws(RunnerError) -> [CollectedFile] {
    try collect(declared, at: workspace.filesPath)
  }

  /// The same for any folder that nothing changes meanwhile.
  func collect(_ declared: [OutputPath], at folder: String) throws(RunnerError) -> [CollectedFile] {
    var collection = OutputCollection(limits: limits)
    for output in Set(declared).sorted() {
      let before = collection.seenCount
      do throws(DirectoryHandle.Failure) {
        let root = try DirectoryHandle(path: folder)
        try collection.take(output.names[...], in: root, under: [])
      } catch {
        throw .output(path: output.bytes, .unreadable(cause: error.cause))
      }
      if let refusal = collection.refusal { throw refusal }
      guard collection.seenCount > before else { throw .output(path: output.bytes, .empty) }
    }
    return collection.files.values.sorted { $0.path < $1.path }
  }
}

/// What was taken so far.
private struct OutputCollection {
  let limits: OutputLimits
  var files: [OutputPath: CollectedFile] = [:]
  var refusal: RunnerError?
  /// How many files there were, those counted that several declared paths lead to.
  private(set) var seenCount = 0
  private var byteCount = 0
  /// The one spelling in use of each path and of each folder on the way to one, by what a file
  /// system that ignores case would look up. Swift compares strings by canonical equivalence.
  private var spellings: [String: [UInt8]] = [:]

  init(limits: OutputLimits) {
    self.limits = limits
  }

  /// Takes what is at `names`, seen from `folder`, whose own path is `above`.
  mutating func take(
    _ names: ArraySlice<[UInt8]>, in folder: borrowing DirectoryHandle, under above: [UInt8]
  ) throws(DirectoryHandle.Failure) {
    guard refusal == nil, let name = names.first else { return }
    let path = above.isEmpty ? name : above + [UInt8(ascii: "/")] + name
    guard let output = checked(path) else { return }
    let rest = names.dropFirst()
    switch try folder.kind(of: name) {
    case nil: refuse(path, .missing)
    case .symbolicLink: refuse(path, .symbolicLink)
    case .special: refuse(path, .special)
    case .file:
      guard rest.isEmpty else { return refuse(path, .notAFolder) }
      try takeFile(name, in: folder, as: output)
    case .directory:
      let inner = try folder.directory(name)
      if rest.isEmpty {
        try takeAll(in: inner, under: path)
      } else {
        try take(rest, in: inner, under: path)
      }
    }
  }

  private mutating func takeAll(
    in folder: borrowing DirectoryHandle, under path: [UInt8]
  ) throws(DirectoryHandle.Failure) {
    let limit = limits.files
    let names = try folder.names(limit: limit + 1)
    guard names.count <= limit else { return refuse(path, .tooMany(limit: limit)) }
    for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      try take([name], in: folder, under: path)
    }
  }

  private mutating func takeFile(
    _ name: [UInt8], in folder: borrowing DirectoryHandle, as path: OutputPath
  ) throws(DirectoryHandle.Failure) {
    seenCount += 1
    guard files[path] == nil else { return }
    guard files.count < limits.files else {
      return refuse(path.bytes, .tooMany(limit: limits.files))
    }
    guard let taken = try folder.content(of: name, limit: limits.bytes - byteCount) else {
      return refuse(path.bytes, .tooLarge(limit: limits.bytes))
    }
    byteCount += taken.bytes.count
    files[path] = CollectedFile(
      path: path, mode: taken.isExecutable ? .executable : .regular, content: taken.bytes)
  }

  /// The path, if its names are acceptable, it is not too deep and no other spelling is in use.
  private mutating func checked(_ path: [UInt8]) -> OutputPath? {
    let output: OutputPath
    do throws(RunnerError) {
      output = try OutputPath(path)
    } catch {
      refusal = error
      return nil
    }
    guard output.names.count <= limits.depth else {
      refuse(path, .tooDeep(limit: limits.depth))
      return nil
    }
    let folded = String(decoding: path, as: UTF8.self).lowercased()
    if let present = spellings[folded], present != path {
      refuse(path, .collision)
      return nil
    }
    // Folders count too, or a task could make us look at any number of them.
    guard spellings.count < 4 * limits.files + limits.depth || spellings[folded] != nil else {
      refuse(path, .tooMany(limit: limits.files))
      return nil
    }
    spellings[folded] = path
    return output
  }

  private mutating func refuse(_ path: [UInt8], _ reason: OutputRefusal) {
    if refusal == nil { refusal = .output(path: path, reason) }
  }
}
