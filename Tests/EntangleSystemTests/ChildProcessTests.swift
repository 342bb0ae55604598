import Glibc
import Testing

@testable import EntangleSystem

private let pinned = ["PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"]

private func shell(_ script: String) -> ChildProcess {
  ChildProcess("sh", ["-c", script], environment: pinned)
}

/// Whether the process is gone, or dead and waiting for somebody else to reap it.
private func isDead(_ process: pid_t) -> Bool {
  guard let file = fopen("/proc/\(process)/stat", "r") else { return true }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 512)
  guard fgets(&line, 512, file) != nil else { return true }
  let text = String(decoding: line.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  return text.split(separator: ")").last?.contains(" Z ") ?? true
}

/// Waits until a process that was killed has ended; false after about five seconds.
private func ends(_ process: pid_t) -> Bool {
  for _ in 0..<500 {
    if isDead(process) { return true }
    usleep(10_000)
  }
  return false
}

@Suite struct ChildProcessTests {
  @Test func `an exit status is an outcome`() throws {
    let result = try shell("echo out; echo err >&2; exit 7").run()
    #expect(result.termination == .exited(7))
    #expect(result.standardOutput.text == "out\n")
    #expect(result.standardError.text == "err\n")
    #expect(!result.isSuccess)
    #expect(result.usage.maximumResidentBytes > 0)
  }

  @Test func `a signal that is not ours is an outcome`() throws {
    #expect(try shell("kill -USR1 $$").run().termination == .signalled(SIGUSR1))
  }

  @Test func `input larger than a pipe comes back whole`() throws {
    let input = [UInt8](repeating: 0x61, count: 3_000_000)
    var cat = ChildProcess("cat", environment: pinned)
    cat.standardInput = .bytes(input)
    #expect(try cat.run().standardOutput.bytes == input)
  }

  @Test func `input can be a file`() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path.appending("in")
    let file = try WritableFile(creating: path)
    try file.append(Array("one ".utf8))
    try file.append(Array("two".utf8))
    var cat = ChildProcess("cat", environment: pinned)
    cat.standardInput = .file(path)
    #expect(try cat.run().standardOutput.text == "one two")
    #expect(throws: SystemError.self) { _ = try WritableFile(creating: path) }
    cat.standardInput = .file(folder.path.appending("none"))
    #expect(throws: ChildProcessError.self) { try cat.run() }
  }

  @Test func `two full streams do not block each other`() throws {
    let script = "head -c 2000000 /dev/zero >&2; head -c 2000000 /dev/zero"
    var child = shell(script)
    child.standardError = .captured(limit: 2_000_000)
    let result = try child.run()
    #expect(result.standardOutput.bytes.count == 2_000_000)
    #expect(result.standardError.bytes.count == 2_000_000)
    #expect(!result.standardError.isTruncated)
  }

  @Test func `output beyond the limit is dropped and flagged`() throws {
    var child = shell("head -c 1000000 /dev/zero; echo done >&2")
    child.standardOutput = .captured(limit: 10)
    let result = try child.run()
    #expect(result.standardOutput.bytes == [UInt8](repeating: 0, count: 10))
    #expect(result.standardOutput.isTruncated)
    #expect(result.standardError.text == "done\n")
  }

  @Test func `the environment and the directory are what was named`() throws {
    var child = ChildProcess("env", environment: pinned, directory: "/usr")
    let lines = try child.run().standardOutput.text.split(separator: "\n").sorted()
    #expect(lines == ["LC_ALL=C", "PATH=/usr/bin:/bin", "TZ=UTC"])
    child.program = "pwd"
    #expect(try child.run().standardOutput.text == "/usr\n")
  }

  @Test func `no descriptor leaks into the child`() throws {
    let leak = open("/dev/null", O_RDONLY)
    defer { close(leak) }
    let result = try ChildProcess("ls", ["/proc/self/fd"], environment: pinned).run()
    #expect(result.standardOutput.text == "0\n1\n2\n3\n")
  }

  @Test func `extra descriptors carry bytes in and out`() throws {
    var child = shell("cat <&3; cat <&4; echo status >&5")
    child.extraInputs = [Array("a".utf8), Array("b".utf8)]
    child.extraOutputLimit = 100
    let result = try child.run()
    #expect(result.standardOutput.text == "ab")
    #expect(result.extraOutput.text == "status\n")
  }

  @Test func `a missing program is an error with a hint`() throws {
    let child = ChildProcess("no-such-program", environment: pinned)
    let error = #expect(throws: ChildProcessError.self) { try child.run() }
    #expect(error == .programNotFound("no-such-program"))
    #expect(error?.message == "cannot find program 'no-such-program'")
    #expect(error?.hint != nil)
  }

  @Test func `relative entries of PATH are not searched`() throws {
    let child = ChildProcess("sh", environment: ["PATH": "bin:."], directory: "/usr")
    #expect(throws: ChildProcessError.programNotFound("sh")) { try child.run() }
  }

  @Test func `a missing directory is named`() throws {
    let child = ChildProcess("true", environment: pinned, directory: "/no/such")
    #expect(
      throws: ChildProcessError.failed(
        operation: "enter directory", subject: "/no/such", cause: "No such file or directory")
    ) { try child.run() }
  }

  @Test func `NUL in an argument is refused`() throws {
    let child = ChildProcess("true", ["a\0b"], environment: pinned)
    #expect(throws: ChildProcessError.self) { try child.run() }
  }

  @Test func `the time limit kills a tree that ignores SIGTERM`() throws {
    var child = shell("trap '' TERM; (sleep 100 & echo $!; wait) & echo $!; wait")
    child.timeLimit = .milliseconds(300)
    child.grace = .milliseconds(100)
    let result = try child.run()
    #expect(result.termination == .timedOut)
    #expect(result.duration < .seconds(20))
    let processes = result.standardOutput.text.split(separator: "\n").compactMap { pid_t($0) }
    #expect(processes.count == 2)
    #expect(processes.allSatisfy(ends))
  }

  @Test func `what the program leaves behind is killed and not waited for`() throws {
    let result = try shell("sleep 100 & echo $!").run()
    #expect(result.termination == .exited(0))
    #expect(result.duration < .seconds(20))
    let left = try #require(pid_t(result.standardOutput.text.dropLast()))
    #expect(ends(left))
  }

  @Test func `a cancelled child is killed`() throws {
    let cancellation = try Cancellation()
    cancellation.cancel()
    let result = try shell("sleep 100").run(cancellation: cancellation)
    #expect(result.termination == .cancelled)
  }

  @Test func `a signal to us kills the child and is an error from then on`() async throws {
    await #expect(processExitsWith: .exitCode(42)) {
      let child = ChildProcess(
        "sh", ["-c", "kill -INT $PPID; sleep 100"], environment: ["PATH": "/usr/bin:/bin"])
      let interrupted = ChildProcessError.interrupted(program: "sh", signal: SIGINT)
      #expect(throws: interrupted) { try child.run() }
      #expect(throws: interrupted) { try child.run() }
      exit(42)
    }
  }

  @Test func `a child has default signal dispositions`() throws {
    // Signals 32 and 33 are glibc's own, which it ignores in a new child.
    let result = try ChildProcess("grep", ["Sig", "/proc/self/status"], environment: pinned).run()
    #expect(result.standardOutput.text.contains("SigBlk:\t0000000000000000"))
    let ignored = result.standardOutput.text.split(separator: "\n").first { $0.hasPrefix("SigIgn") }
    #expect(ignored?.hasSuffix("00000000") ?? false || ignored?.hasSuffix("80000000") ?? false)
  }

  @Test func `a stranger's process that does not end is killed`() throws {
    let number = try shell(
      "f=$(mktemp); setsid sh -c 'echo $$ >\"$0\"; exec sleep 300' \"$f\" >/dev/null 2>&1 </dev/null & "
        + "while [ ! -s \"$f\" ]; do sleep 0.01; done; cat \"$f\"; rm \"$f\""
    ).run().standardOutput.text.dropLast()
    let process = try #require(Int32(number))
    #expect(try !ChildProcess.waitForEnd(of: process, within: .milliseconds(20)))
    #expect(
      try ChildProcess.waitForEnd(
        of: process, within: .seconds(30), killingAfter: .milliseconds(1)))
    #expect(try ChildProcess.waitForEnd(of: process, within: .zero))
  }

  @Test func `the end of a stranger's process can be awaited`() throws {
    #expect(try ChildProcess.waitForEnd(of: getpid(), within: .zero) == false)
    let gone = try shell("echo $$").run().standardOutput.text.dropLast()
    #expect(try ChildProcess.waitForEnd(of: #require(Int32(gone)), within: .zero))
  }
}
