import EntangleModel
import EntangleRunner
import EntangleSystem
import Testing

@Suite struct SandboxLimitsTests {
  @Test func `memory beyond the limit cannot be had`() throws {
    let script = "head -c 300000000 /dev/zero | tail -c 300000000 | wc -c"
    let limits = try SandboxLimits(memoryBytes: 128 << 20)
    #expect(try sandboxed(script, limits: limits).standardOutput.text == "0\n")
    #expect(try sandboxed(script).standardOutput.text == "300000000\n")
  }

  @Test func `output beyond the limit is dropped and flagged`() throws {
    let limits = try SandboxLimits(outputBytes: 5)
    let outcome = try sandboxed("echo 123456789; echo error", limits: limits)
    #expect(outcome.standardOutput.text == "12345")
    #expect(outcome.standardOutput.isTruncated)
    #expect(!outcome.standardError.isTruncated)
    #expect(outcome.standardOutput.end == Array("123456789\nerror\n".utf8))
    let long = try sandboxed("seq 300000; seq 3 >&2", limits: limits)
    #expect(long.standardOutput.text == "1\n2\n3")
    #expect(long.standardOutput.end.count == 4096)
    #expect(String(decoding: long.standardOutput.end, as: UTF8.self).hasSuffix("\n300000\n"))
    // `seq 300000 | sha256sum` and `seq 3 | sha256sum`
    #expect(
      long.outputDigest.hex == "a036031249164ec858e23450a91585ae7dcb73d481105832ca33813da893233f")
    #expect(
      long.errorDigest.hex == "14c5e74c4b96ccef41cd94db73a9ec3348038ac094feca4fd897cecffa07cdae")
  }

  @Test func `a fork bomb stays within the limit on processes`() throws {
    let limits = try SandboxLimits(processes: 20, wallSeconds: 2)
    let script = """
      bash -c 'for i in $(seq 100); do sleep 50 & done' 2>/dev/null &
      sleep 0.7
      set -- /proc/[0-9]*; echo $#
      bomb() { bomb | bomb & }; bomb 2>/dev/null
      sleep 50
      """
    let outcome = try sandboxed(script, limits: limits)
    let count = try #require(Int(outcome.standardOutput.text.prefix { $0.isNumber }))
    // The first process of the namespace does not count against the task.
    #expect((15...21).contains(count))
    #expect(outcome.duration < .seconds(20))
  }

  @Test func `a file cannot outgrow the limit`() throws {
    let limits = try SandboxLimits(fileBytes: 1000)
    let script = "head -c 5000 /dev/zero >big; wc -c <big"
    #expect(try sandboxed(script, limits: limits).standardOutput.text == "1000\n")
  }

  @Test func `temporary folders cannot outgrow the limit`() throws {
    let limits = try SandboxLimits(temporaryBytes: 1 << 20)
    let script = """
      for folder in /tmp /dev/shm; do
        head -c 5000000 /dev/zero 2>/dev/null >$folder/big; wc -c <$folder/big
      done
      """
    #expect(try sandboxed(script, limits: limits).standardOutput.text == "1048576\n1048576\n")
  }

  @Test func `processor time and open files are limited`() throws {
    let limits = try SandboxLimits(openFiles: 32, cpuSeconds: 1, wallSeconds: 60)
    let outcome = try sandboxed(
      "ulimit -n; ulimit -c; sh -c 'while :; do :; done'; echo $?", limits: limits)
    #expect(outcome.standardOutput.text == "32\n0\n152\n")
  }

  @Test func `a limit out of range is refused by name`() throws {
    let error = #expect(throws: RunnerError.self) { try SandboxLimits(processes: 0) }
    #expect(error?.message == "cannot set limit 'processes': 0 is not between 1 and 32768")
    #expect(throws: RunnerError.self) { try SandboxLimits(memoryBytes: .max) }
  }
}

@Suite struct SandboxTaskTests {
  @Test(arguments: [
    "PATH", "HOME", "TZ", "LD_PRELOAD", "GCONV_PATH", "LC_ALL", "PWD", "", "1A", "A-B", "A=B",
    "A B", "Ä", "A\0",
  ])
  func `variables that are not the task's to set are refused`(name: String) {
    #expect(throws: RunnerError.self) {
      try SandboxTask(command: ["true"], variables: [name: "x"])
    }
  }

  @Test func `commands that cannot be passed on are refused`() {
    #expect(throws: RunnerError.self) { try SandboxTask(command: []) }
    #expect(throws: RunnerError.self) { try SandboxTask(command: [""]) }
    #expect(throws: RunnerError.self) { try SandboxTask(command: ["true", "a\0b"]) }
    #expect(throws: RunnerError.self) {
      try SandboxTask(command: ["true"], secrets: ["../x": []])
    }
  }
}
