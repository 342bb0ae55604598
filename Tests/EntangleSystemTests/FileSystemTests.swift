import EntangleSystem
import Glibc
import Testing

/// Lends a directory of its own to `body`.
func inTemporaryDirectory<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
  let directory = try TemporaryDirectory(prefix: "entangle-test")
  return try body(directory.path)
}

/// Whether anything has that name.
private func isThere(_ path: FilePath) throws -> Bool {
  let status = try FileSystem.status(path, symbolicLinks: .refuse)
  return status != nil
}

@Suite struct FileSystemReadingTests {
  @Test func `reads what was written`() throws {
    try inTemporaryDirectory { root in
      let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
      let path = root.appending("a")
      try FileSystem.write(content, to: path)
      #expect(try FileSystem.read(path, limit: content.count) == content)
      #expect(throws: SystemError.tooLarge(path: path, limit: content.count - 1)) {
        try FileSystem.read(path, limit: content.count - 1)
      }
    }
  }

  @Test func `reads files whose size the kernel does not say`() throws {
    #expect(try !FileSystem.read("/proc/self/status", limit: 1 << 20).isEmpty)
    #expect(throws: SystemError.tooLarge(path: "/proc/self/status", limit: 10)) {
      try FileSystem.read("/proc/self/status", limit: 10)
    }
  }

  @Test func `says that a file is missing`() throws {
    try inTemporaryDirectory { root in
      let error = #expect(throws: SystemError.self) {
        try FileSystem.read(root.appending("none"), limit: 1)
      }
      #expect(error?.cause == .notFound)
      let there = try [root.appending("none"), root.appending("none/deeper")].map(isThere)
      #expect(there == [false, false])
    }
  }

  @Test func `refuses directories and pipes without waiting`() throws {
    try inTemporaryDirectory { root in
      let pipe = root.appending("pipe")
      #expect(mkfifo(pipe.description, 0o600) == 0)
      #expect(throws: SystemError.wrongKind(operation: "read", path: pipe, found: .special)) {
        try FileSystem.read(pipe, limit: 10)
      }
      #expect(throws: SystemError.wrongKind(operation: "read", path: root, found: .directory)) {
        try FileSystem.read(root, limit: 10)
      }
    }
  }

  @Test func `follows a symbolic link only where allowed`() throws {
    try inTemporaryDirectory { root in
      let link = root.appending("link")
      try FileSystem.write([1], to: root.appending("file"), mode: 0o600)
      #expect(symlink("file", link.description) == 0)
      #expect(try FileSystem.read(link, limit: 1) == [1])
      let error = #expect(throws: SystemError.self) {
        try FileSystem.read(link, limit: 1, symbolicLinks: .refuse)
      }
      #expect(error?.cause == .symbolicLink)
      #expect(throws: SystemError.self) { try FileSystem.readPrivate(link, limit: 1) }
      #expect(try FileSystem.status(link)?.kind == .file)
      #expect(try FileSystem.status(link, symbolicLinks: .refuse)?.kind == .symbolicLink)
    }
  }

  @Test func `resolves links, and says what one holds`() throws {
    try inTemporaryDirectory { root in
      let (link, file) = (root.appending("link"), root.appending("file"))
      #expect(symlink("./file", link.description) == 0)
      #expect(try FileSystem.target(ofLink: link) == Array("./file".utf8))
      let missing = #expect(throws: SystemError.self) { try FileSystem.realPath(link) }
      #expect(missing?.isAbsence == true)
      try FileSystem.write([], to: file)
      #expect(try FileSystem.realPath(link) == FileSystem.realPath(root).appending("file"))
      let plain = #expect(throws: SystemError.self) { try FileSystem.target(ofLink: file) }
      #expect(plain?.isAbsence == false)
    }
  }

  @Test func `reads a file piece by piece`() throws {
    try inTemporaryDirectory { root in
      let path = root.appending("a")
      try FileSystem.write([1, 2, 3], to: path)
      let file = try ReadableFile(opening: path)
      #expect(file.size == 3)
      #expect(try file.read(upTo: 2) == [1, 2])
      #expect(try file.read(upTo: 2) == [3])
      #expect(try file.read(upTo: 2) == [])
      #expect(throws: SystemError.wrongKind(operation: "read", path: root, found: .directory)) {
        _ = try ReadableFile(opening: root)
      }
    }
  }

  @Test(arguments: [0o640, 0o604, 0o610, 0o601, 0o620] as [UInt32])
  func `refuses a private file that others may touch`(mode: UInt32) throws {
    try inTemporaryDirectory { root in
      let path = root.appending("secret")
      try FileSystem.write([1], to: path, mode: mode)
      let error = #expect(throws: SystemError.unsafePermissions(path: path, mode: mode)) {
        try FileSystem.readPrivate(path, limit: 1)
      }
      #expect(error?.hint == "chmod 600 '\(path)'")
      try FileSystem.write([1], to: path, mode: 0o600)
      #expect(try FileSystem.readPrivate(path, limit: 1) == [1])
    }
  }

  @Test(arguments: [FilePath(""), FilePath([0x61, 0, 0x62])])
  func `refuses names that C would read otherwise`(path: FilePath) {
    #expect(throws: SystemError.invalidPath(path)) { try FileSystem.read(path, limit: 1) }
    #expect(throws: SystemError.invalidPath(path)) { try FileSystem.status(path) }
    #expect(throws: SystemError.self) { try FileSystem.write([], to: path) }
  }
}

@Suite struct FileSystemWritingTests {
  @Test func `sets the mode whatever the umask and leaves nothing else behind`() throws {
    try inTemporaryDirectory { root in
      try FileSystem.write([1], to: root.appending("a"), mode: 0o666)
      #expect(try FileSystem.status(root.appending("a"))?.mode == 0o666)
      #expect(try FileSystem.list(root) == [Array("a".utf8)])
    }
  }

  @Test func `replaces a file or a link, not what the link names`() throws {
    try inTemporaryDirectory { root in
      let link = root.appending("link")
      try FileSystem.write([1], to: root.appending("file"))
      #expect(symlink("file", link.description) == 0)
      try FileSystem.write([2], to: link)
      #expect(try FileSystem.read(root.appending("file"), limit: 1) == [1])
      #expect(try FileSystem.read(link, limit: 1, symbolicLinks: .refuse) == [2])
    }
  }

  @Test func `refuses to replace where told so`() throws {
    try inTemporaryDirectory { root in
      let path = root.appending("a")
      try FileSystem.write([1], to: path, existing: .refuse)
      let error = #expect(throws: SystemError.self) {
        try FileSystem.write([2], to: path, existing: .refuse)
      }
      #expect(error == .callFailed(operation: "write", path: path, cause: .exists))
      #expect(try FileSystem.read(path, limit: 1) == [1])
      #expect(try FileSystem.list(root).count == 1)
    }
  }

  @Test func `says which file it could not write`() throws {
    try inTemporaryDirectory { root in
      let path = root.appending("none/a")
      #expect(
        throws: SystemError.callFailed(operation: "create", path: path, cause: .notFound)
      ) { try FileSystem.write([1], to: path) }
    }
  }
}

@Suite struct FileSystemDirectoryTests {
  @Test func `makes a tree with its mode and is content with one that is there`() throws {
    try inTemporaryDirectory { root in
      let path = root.appending("a/b/c")
      try FileSystem.createDirectory(path, mode: 0o700)
      try FileSystem.createDirectory(path, mode: 0o700)
      #expect(try FileSystem.status(root.appending("a"))?.mode == 0o700)
      try FileSystem.write([], to: path.appending("file"))
      #expect(throws: SystemError.self) {
        try FileSystem.createDirectory(path.appending("file/d"))
      }
    }
  }

  @Test func `lists names as sorted bytes`() throws {
    try inTemporaryDirectory { root in
      for name in [[0xff], [0x62], [0x2e, 0x61]] as [[UInt8]] {
        try FileSystem.write([], to: root.appending(name))
      }
      #expect(try FileSystem.list(root) == [[0x2e, 0x61], [0x62], [0xff]])
    }
  }

  @Test func `removes a tree and not what its links name`() throws {
    try inTemporaryDirectory { root in
      let outside = root.appending("outside")
      let tree = root.appending("tree")
      try FileSystem.createDirectory(outside)
      try FileSystem.write([1], to: outside.appending("kept"))
      try FileSystem.createDirectory(tree.appending("a/b"))
      try FileSystem.write([1], to: tree.appending("a/b/file"))
      #expect(symlink(outside.description, tree.appending("link").description) == 0)
      #expect(symlink(outside.description, tree.appending("a/link").description) == 0)
      #expect(chmod(tree.appending("a/b").description, 0o555) == 0)
      try FileSystem.removeTree(tree)
      try FileSystem.removeTree(tree)
      #expect(try FileSystem.list(root) == [Array("outside".utf8)])
      #expect(try FileSystem.list(outside) == [Array("kept".utf8)])
    }
  }

  @Test func `removes a link to a directory as a link`() throws {
    try inTemporaryDirectory { root in
      let link = root.appending("link")
      try FileSystem.write([1], to: root.appending("kept"))
      #expect(symlink(root.description, link.description) == 0)
      try FileSystem.removeTree(link)
      #expect(try FileSystem.list(root) == [Array("kept".utf8)])
    }
  }

  @Test func `removes a tree deeper than a path name may be long`() throws {
    let root = try TemporaryDirectory().path
    try FileSystem.createDirectory(root)
    var directory = open(root.description, O_RDONLY | O_DIRECTORY)
    for _ in 0..<3000 {
      #expect(mkdirat(directory, "deeper", 0o700) == 0)
      let next = openat(directory, "deeper", O_RDONLY | O_DIRECTORY)
      close(directory)
      directory = next
    }
    close(directory)
    try FileSystem.removeTree(root)
    #expect(try !isThere(root))
  }

  @Test func `a temporary directory is private and goes with its value`() throws {
    let path = try inTemporaryDirectory { root in
      try FileSystem.write([1], to: root.appending("a"))
      #expect(try FileSystem.status(root)?.mode == 0o700)
      return root
    }
    #expect(try !isThere(path))
  }
}
