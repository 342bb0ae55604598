import EntangleModel
import EntangleSystem
import Glibc
import Synchronization
import Testing

@testable import EntangleGit

/// A private folder in which the real git works under a pinned environment.
final class GitFixture: Sendable {
  struct Failure: Error {
    let arguments: [String]
    let status: Int32
    let output: String
  }

  let folder: TemporaryDirectory
  private let hash = Mutex(ObjectFormat.sha1)

  init() throws {
    folder = try TemporaryDirectory(in: Self.parent, prefix: "entangle-git-test")
  }

  /// In memory, where programs may run from there and room is left: many small files take long on a disk.
  private static let parent: FilePath = {
    let noPrograms: UInt = 8  // ST_NOEXEC, which Swift does not see
    var room = statvfs()
    let isFit =
      statvfs("/dev/shm", &room) == 0 && room.f_flag & noPrograms == 0
      && room.f_bavail > (1 << 30) / room.f_frsize && access("/dev/shm", W_OK | X_OK) == 0
    return isFit ? "/dev/shm" : "/tmp"
  }()

  /// The hash function of repositories that are made from now on.
  func use(_ format: ObjectFormat) { hash.withLock { $0 = format } }

  /// The hash function in use.
  var format: ObjectFormat { hash.withLock { $0 } }

  /// An object name that no object has.
  var absentID: ObjectID {
    get throws { try #require(ObjectID(hex: String(repeating: "1", count: format.hexCount))) }
  }

  /// The path of a file or folder in the fixture.
  func path(_ name: String = "") -> String {
    let root = String(decoding: folder.path.bytes, as: UTF8.self)
    return name.isEmpty ? root : root + "/" + name
  }

  /// Runs git in a folder of the fixture and answers its standard output.
  @discardableResult
  func git(
    _ arguments: String..., in directory: String = "", input: [UInt8] = [],
    with variables: [String: String] = [:]
  ) throws -> [UInt8] {
    try run(arguments, in: directory, input: input, with: variables)
  }

  /// Runs git and answers its standard output as text without the final newline.
  func text(
    _ arguments: String..., in directory: String = "", input: [UInt8] = []
  ) throws -> String {
    let output = try run(arguments, in: directory, input: input, with: [:])
    return String(decoding: output.last == 0x0a ? output.dropLast() : output[...], as: UTF8.self)
  }

  /// Writes a file in the fixture, making its folder.
  func write(_ content: [UInt8], to name: String) throws {
    var made = ""
    for part in name.split(separator: "/").dropLast() {
      made += (made.isEmpty ? "" : "/") + part
      mkdir(path(made), 0o755)
    }
    chmod(path(name), 0o644)
    let descriptor = open(path(name), O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try #require(Glibc.write(descriptor, content, content.count) == content.count)
  }

  func read(_ name: String) throws -> [UInt8] {
    try FileSystem.read(FilePath(path(name)), limit: .max)
  }

  func names(in name: String) throws -> [String] {
    try FileSystem.list(FilePath(path(name))).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Makes a repository `name` with a line of commits on `main`; answers them, oldest first.
  @discardableResult
  func makeRepository(_ name: String = "r", commits: Int = 3) throws -> [ObjectID] {
    try git("init", "-q", "-b", "main", path(name))
    return try (0..<commits).map { number in
      try write(Array("content \(number)\n".utf8), to: name + "/file\(number).txt")
      try git("add", ".", in: name)
      return try commit("commit \(number)", in: name, time: 1_700_000_000 + number)
    }
  }

  func commit(_ message: String, in name: String, time: Int) throws -> ObjectID {
    let date = "\(time) +0000"
    try git(
      "commit", "-q", "--allow-empty", "-m", message, in: name,
      with: ["GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date])
    return try id("HEAD", in: name)
  }

  func id(_ revision: String, in name: String) throws -> ObjectID {
    try #require(ObjectID(hex: try text("rev-parse", revision, in: name)))
  }

  private func run(
    _ words: [String], in directory: String, input: [UInt8], with variables: [String: String]
  ) throws -> [UInt8] {
    let input = try makeFile("stdin", input)
    let output = try makeFile("stdout", [])
    let command = ["git", "-C", path(directory)] + words
    var environment = GitFixture.environment
    environment["HOME"] = path()
    environment["GIT_DEFAULT_HASH"] = format.rawValue
    environment.merge(variables) { $1 }
    let status = try GitFixture.spawn(command, environment, input: input, output: output)
    let content = try FileSystem.read(FilePath(output), limit: .max)
    guard status == 0 else {
      throw Failure(
        arguments: command, status: status, output: String(decoding: content, as: UTF8.self))
    }
    return content
  }

  private func makeFile(_ name: String, _ content: [UInt8]) throws -> String {
    try write(content, to: ".streams-" + name)
    return path(".streams-" + name)
  }

  private static let environment: [String: String] = [
    "PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null", "TZ": "UTC", "LC_ALL": "C",
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.invalid",
    "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.invalid",
    "GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000",
  ]

  private static func spawn(
    _ command: [String], _ environment: [String: String], input: String, output: String
  ) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_TRUNC, 0)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var arguments = command.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var child: pid_t = 0
    try #require(posix_spawnp(&child, "git", &actions, nil, &arguments, &variables) == 0)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 { try #require(errno == EINTR) }
    return status
  }
}

/// A generator with a fixed seed (xorshift), so that tests repeat.
struct SeededBytes {
  private var state: UInt64 = 0x9e37_79b9_7f4a_7c15

  mutating func next(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return UInt8(truncatingIfNeeded: state)
    }
  }
}
