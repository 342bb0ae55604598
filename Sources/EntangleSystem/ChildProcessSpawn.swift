internal import CSystem
internal import Glibc

/// Finds programs without a shell.
enum ExecutableSearch {
  /// The path to execute: `program` itself if it contains a slash, else the first executable regular
  /// file of that name in the absolute directories of `path`.
  static func path(
    of program: String, in path: String?
  ) throws(ChildProcessError) -> String {
    if program.utf8.contains(UInt8(ascii: "/")) {
      guard isExecutable(program) else { throw .programNotFound(program) }
      return program
    }
    for directory in (path ?? "").split(separator: ":") where directory.first == "/" {
      let candidate = "\(directory)/\(program)"
      if !program.isEmpty && isExecutable(candidate) { return candidate }
    }
    throw .programNotFound(program)
  }

  private static func isExecutable(_ path: String) -> Bool {
    var status = stat()
    return !path.utf8.contains(0) && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      && access(path, X_OK) == 0
  }
}

extension ChildProcess {
  /// The path of a program: itself if it contains a slash, else the first executable regular file of
  /// that name in the absolute directories of `searchPath`, which are separated by colons.
  ///
  /// Throws `ChildProcessError.programNotFound`.
  public static func path(
    of program: String, in searchPath: String
  ) throws(ChildProcessError) -> String {
    try ExecutableSearch.path(of: program, in: searchPath)
  }

  /// Starts the program and gives its process number; the child's ends of the pipes are closed here.
  func spawn(
    _ executable: String, _ streams: ChildStreams
  ) throws(ChildProcessError) -> pid_t {
    defer { streams.closeGiven() }
    return try spawn(executable, giving: streams.given)
  }

  /// Starts the program and gives its process number. Its descriptors 0, 1 and so on are copies of
  /// `descriptors`; nil leaves our own in place.
  func spawn(
    _ executable: String, giving descriptors: [ChildDescriptor?]
  ) throws(ChildProcessError) -> pid_t {
    let variables = try environmentEntries()
    for value in [program, directory ?? ""] + arguments + variables where value.utf8.contains(0) {
      throw .unwritable(operation: "run '\(program)' with", subject: value)
    }
    let given = descriptors.map { $0?.number ?? -1 }
    var child: pid_t = 0
    let code = withCStrings([program] + arguments) { argv in
      withCStrings(variables) { envp in
        csystem_spawn(&child, executable, argv, envp, directory, given, Int32(given.count))
      }
    }
    if code != 0, let directory, access(directory, X_OK) != 0 {
      throw .failed("enter directory", directory, errno: errno)
    }
    guard code == 0 else { throw .failed("run", program, errno: code) }
    return child
  }

  /// `NAME=value` for each variable, in the order of the names.
  private func environmentEntries() throws(ChildProcessError) -> [String] {
    var entries: [String] = []
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
      guard !name.isEmpty && !name.utf8.contains(UInt8(ascii: "=")) else {
        throw .unwritable(operation: "set variable", subject: name)
      }
      entries.append("\(name)=\(value)")
    }
    return entries
  }

  private func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let pointers = texts.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
  }
}
