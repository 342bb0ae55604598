import EntangleSystem
import Glibc
import Testing

@Suite struct PassphraseSourceTests {
  @Test(arguments: [
    ("secret\n", "secret"), ("secret", "secret"), ("two\n\n", "two\n"), ("\n", ""), ("", ""),
    (" with spaces ", " with spaces "),
  ])
  func `a file gives its content without one newline`(content: String, expected: String) throws {
    try inTemporaryDirectory { root in
      let path = root.appending("passphrase")
      try FileSystem.write(Array(content.utf8), to: path, mode: 0o600)
      let environment = Environment(["ENTANGLE_PASSPHRASE_FILE": path.description])
      let source = PassphraseSource(environment: environment, prompt: "?")
      #expect(try text(source) == expected)
    }
  }

  @Test func `the terminal is asked where no file is named`() {
    let source = PassphraseSource(environment: Environment([:]), prompt: "Passphrase: ")
    #expect(source == .terminal(prompt: "Passphrase: "))
  }

  @Test func `a file that others may read is refused`() throws {
    try inTemporaryDirectory { root in
      let path = root.appending("passphrase")
      try FileSystem.write([0x61], to: path, mode: 0o644)
      #expect(throws: SystemError.unsafePermissions(path: path, mode: 0o644)) {
        try text(.file(path))
      }
    }
  }

  @Test func `a passphrase of the greatest length is read and a longer one refused`() throws {
    try inTemporaryDirectory { root in
      let path = root.appending("passphrase")
      let longest = String(repeating: "a", count: PassphraseSource.limit)
      try FileSystem.write(Array((longest + "\n").utf8), to: path, mode: 0o600)
      #expect(try text(.file(path)) == longest)
      for tooLong in [longest + "a", longest + "a\n", longest + longest + longest] {
        try FileSystem.write(Array(tooLong.utf8), to: path, mode: 0o600)
        #expect(throws: SystemError.tooLarge(path: path, limit: PassphraseSource.limit)) {
          try text(.file(path))
        }
      }
    }
  }

  @Test func `a descriptor is read to its end and stays open`() throws {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    #expect(write(ends[1], "secret\n", 7) == 7)
    close(ends[1])
    #expect(try text(.descriptor(ends[0])) == "secret")
    #expect(close(ends[0]) == 0)
  }

  @Test func `a descriptor that is not open is an error`() {
    #expect(throws: SystemError.self) { try text(.descriptor(1_000_000)) }
  }

  private func text(_ source: PassphraseSource) throws -> String {
    let secret = try source.read()
    return secret.withBytes { span in
      String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
    }
  }
}
