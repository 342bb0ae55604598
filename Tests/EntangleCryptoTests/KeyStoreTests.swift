import EntangleCrypto
import EntangleModel
import EntangleSystem
import Glibc
import Testing

@Suite struct KeyStoreTests {
  private func file(_ name: String = "vector") throws -> KeyFile {
    try .sealing(
      signingKey(seed1), header: header(name), passphrase: passphrase("words"),
      derivation: .minimum, randomness: CountingRandomness())
  }

  private func inStore(_ body: (KeyStore, KeyName) throws -> Void) throws {
    try inTemporaryDirectory { root in
      let store = KeyStore(directory: root.appending("entangle/keys"))
      try body(store, #require(KeyName("vector")))
    }
  }

  @Test func `a key comes back from a private file in a private directory`() throws {
    try inStore { store, name in
      let file = try file()
      let path = try store.add(file)
      #expect(path == store.directory.appending("vector.json"))
      #expect(try store.load(name) == file)
      #expect(try FileSystem.status(path)?.mode == 0o600)
      #expect(try FileSystem.status(store.directory)?.mode == 0o700)
      #expect(try publicKey(of: store.load(name), "words") == file.header.publicKey.bytes)
    }
  }

  @Test func `a key is never overwritten`() throws {
    try inStore { store, name in
      let first = try file()
      try store.add(first)
      let other = try KeyFile.withoutPassphrase(signingKey(seed1), header: header())
      #expect(throws: CryptoError.keyExists(name, path: store.directory)) { try store.add(other) }
      #expect(try store.load(name) == first)
      #expect(try FileSystem.list(store.directory).count == 1)
    }
  }

  @Test func `keys are listed by name and nothing else is`() throws {
    try inStore { store, _ in
      #expect(try store.list().isEmpty)
      try store.add(file("b"))
      try store.add(file("a.1"))
      for name in ["c.txt", ".entangle-1.tmp", "C.json", ".json"] {
        try FileSystem.write([], to: store.directory.appending(name))
      }
      #expect(try store.list().map(\.description) == ["a.1", "b"])
    }
  }

  @Test func `a missing key is told, with or without a directory`() throws {
    try inStore { store, name in
      let missing = CryptoError.keyNotFound(name, path: store.directory)
      #expect(throws: missing) { try store.load(name) }
      try store.add(file("other"))
      #expect(throws: missing) { try store.load(name) }
    }
  }

  @Test(arguments: [0o640, 0o604, 0o660, 0o644] as [UInt32])
  func `a file that others may touch is refused with the way out`(mode: UInt32) throws {
    try inStore { store, name in
      let path = try store.add(file())
      #expect(chmod(path.description, mode) == 0)
      let error = #expect(throws: CryptoError.self) { try store.load(name) }
      #expect(error?.hint == "chmod 600 '\(path)'")
    }
  }

  @Test(arguments: [0o770, 0o702, 0o777] as [UInt32])
  func `a directory that others may write to is refused`(mode: UInt32) throws {
    try inStore { store, name in
      try store.add(file())
      #expect(chmod(store.directory.description, mode) == 0)
      let unsafe = CryptoError.unsafeDirectory(store.directory, mode: mode)
      #expect(throws: unsafe) { try store.load(name) }
      #expect(throws: unsafe) { try store.list() }
      #expect(throws: unsafe) { try store.add(file("other")) }
    }
  }

  @Test func `a symbolic link is refused, to read and to write`() throws {
    try inStore { store, name in
      let elsewhere = try store.add(file("other"))
      #expect(symlink(elsewhere.description, store.path(name).description) == 0)
      let error = #expect(throws: CryptoError.self) { try store.load(name) }
      guard case .system(_, _, let cause) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(cause.cause == .symbolicLink)
      #expect(throws: CryptoError.keyExists(name, path: store.directory)) { try store.add(file()) }
    }
  }

  @Test func `a file of another key's name is refused`() throws {
    try inStore { store, name in
      try FileSystem.createDirectory(store.directory, mode: 0o700)
      try FileSystem.write(file("other").encode(), to: store.path(name), mode: 0o600)
      #expect(throws: CryptoError.self) { try store.load(name) }
    }
  }

  @Test func `a file too long for a key is refused`() throws {
    try inStore { store, name in
      try FileSystem.createDirectory(store.directory, mode: 0o700)
      let content = [UInt8](repeating: 0x20, count: KeyFile.byteLimit + 1)
      try FileSystem.write(content, to: store.path(name), mode: 0o600)
      #expect(throws: CryptoError.self) { try store.load(name) }
    }
  }

  @Test func `the store lies in the user's data directory`() throws {
    let store = try KeyStore(environment: Environment(["HOME": "/home/a"]))
    #expect(store.directory == "/home/a/.local/share/entangle/keys")
    #expect(throws: CryptoError.self) { try KeyStore(environment: Environment([:])) }
  }

  @Test(arguments: ["a", "a-b", "a.b_c-9", "0"])
  func `names of keys are accepted`(text: String) {
    #expect(KeyName(text)?.description == text)
  }

  @Test(arguments: [
    "", ".", "-a", "a-", "a--b", "a..b", "A", "a/b", "a b", "ä", "a\n", "..", "a.-b",
    String(repeating: "a", count: 101),
  ])
  func `other names are refused`(text: String) {
    #expect(KeyName(text) == nil)
  }

  @Test(.enabled(if: isInstalled("ssh-keygen")))
  func `ssh-keygen reads the public key in the file`() throws {
    try inTemporaryDirectory { root in
      guard
        case .object(let members) = try JSONValue(canonical: file().encode()),
        case .string(let text) = members["public"]
      else {
        Issue.record("no public key")
        return
      }
      let path = root.appending("key.pub")
      try FileSystem.write(Array((text + "\n").utf8), to: path)
      let shown = run("ssh-keygen -e -m RFC4716 -f '\(path)' | ssh-keygen -i -f /dev/stdin")
      #expect(shown.output == text + "\n")
      #expect(run("ssh-keygen -l -f '\(path)'").output.hasSuffix("(ED25519)\n"))
    }
  }
}
