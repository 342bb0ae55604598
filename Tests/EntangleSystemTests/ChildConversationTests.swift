import Glibc
import Testing

@testable import EntangleSystem

private func talk(_ script: String, answerSeconds: Int32 = 60) throws -> ChildConversation {
  try ChildConversation(
    ChildProcess("sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"]),
    answerSeconds: answerSeconds)
}

@Suite struct ChildConversationTests {
  @Test func `questions are answered one after the other`() throws {
    let child = try talk("while read -r word; do echo \"<$word>\"; done; echo last; exit 3")
    for word in ["a", "b c", ""] {
      try child.send(Array("\(word)\n".utf8))
      #expect(try child.line(limit: 20) == Array("<\(word)>".utf8))
    }
    #expect(try child.finish() == .exited(3))
    #expect(try child.finish() == .exited(3))
  }

  @Test func `lines and counted bytes can follow each other`() throws {
    let child = try talk("printf '3\\nabc'; head -c 200000 /dev/zero; printf '\\nend\\nrest'")
    #expect(try child.line(limit: 10) == [0x33])
    #expect(try child.bytes(3) == Array("abc".utf8))
    #expect(try child.bytes(200_000) == [UInt8](repeating: 0, count: 200_000))
    #expect(try child.line(limit: 10) == [])
    #expect(try child.line(limit: 10) == Array("end".utf8))
    #expect(try child.line(limit: 10) == nil)
    #expect(try child.bytes(10) == Array("rest".utf8))
    #expect(try child.bytes(10) == [])
  }

  @Test func `a line without end is an error`() throws {
    let child = try talk("head -c 200000 /dev/zero; sleep 60")
    #expect(throws: ChildProcessError.self) { try child.line(limit: 1000) }
  }

  @Test func `a child that says nothing is an error in time`() throws {
    let child = try talk("sleep 60", answerSeconds: 1)
    #expect(throws: ChildProcessError.self) { try child.line(limit: 1000) }
  }

  @Test func `a child that has gone is an error to write to`() throws {
    let child = try talk("echo why >&2; exit 1")
    #expect(try child.line(limit: 10) == nil)
    #expect(throws: ChildProcessError.self) { try child.send([0x61]) }
    #expect(child.lastComplaint == "why")
    #expect(try child.finish() == .exited(1))
  }

  @Test func `it is killed with its last owner`() throws {
    var child: ChildConversation? = try talk("echo $$; sleep 600")
    let line = try #require(try child?.line(limit: 10))
    let number = try #require(pid_t(String(decoding: line, as: UTF8.self)))
    #expect(kill(number, 0) == 0)
    child = nil
    // Reaped as well: the number is nobody's.
    #expect(kill(number, 0) == -1 && errno == ESRCH)
  }

  @Test func `a program that is not there is an error`() {
    let absent = ChildProcess("no-such-program", environment: ["PATH": "/usr/bin"])
    #expect(throws: ChildProcessError.programNotFound("no-such-program")) {
      try ChildConversation(absent)
    }
  }
}
