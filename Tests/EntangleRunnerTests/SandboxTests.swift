import EntangleModel
import EntangleRunner
import EntangleSystem
import Glibc
import Testing

@Suite struct SandboxTests {
  @Test func `a task reads its input and ends with its own status`() throws {
    let outcome = try sandboxed("cat; cat file; exit 3", input: Array("input\n".utf8))
    #expect(outcome.ending == .exited(3))
    #expect(outcome.standardOutput.text == "input\nhello\n")
  }

  @Test func `a command that is not there ends with 127`() throws {
    let environment = try TestEnvironment()
    let task = try SandboxTask(command: ["no-such-command"])
    let outcome = try environment.sandbox().run(task, in: environment.workspace())
    #expect(outcome.ending == .exited(127))
  }

  @Test func `a listener of the host cannot be reached`() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(listener, generic, length) == 0 && listen(listener, 1) == 0
          && getsockname(listener, generic, &length) == 0
      }
    }
    #expect(isOpen)
    let port = UInt16(bigEndian: address.sin_port)
    let connect = "exec 3<>/dev/tcp/127.0.0.1/\(port) && echo reached"
    let host = ChildProcess("bash", ["-c", connect], environment: ["PATH": "/usr/bin:/bin"])
    #expect(try host.run().standardOutput.text == "reached\n")
    let outcome = try sandboxed("bash -c '\(connect)'; cat /proc/net/dev")
    #expect(!outcome.standardOutput.text.contains("reached"))
    #expect(outcome.standardError.text.contains("Connection refused"))
    let interfaces = outcome.standardOutput.text.split(separator: "\n").dropFirst(2)
    #expect(interfaces.count == 1)
  }

  @Test func `the system is read-only`() throws {
    let outcome = try sandboxed(
      """
      for place in /usr/x /usr/bin/x /etc/x /etc/passwd /x /dev/x /run/x /run/secrets/x; do
        (echo x >$place) 2>/dev/null && echo "wrote $place"
      done
      echo x >/workspace/x && echo x >/tmp/x && echo x >$HOME/x && echo x >/dev/shm/x && echo ok
      """, secrets: ["S": []])
    #expect(outcome.standardOutput.text == "ok\n")
  }

  @Test func `files of the host are not visible`() throws {
    let environment = try TestEnvironment()
    try environment.shell("echo hush >f; chmod 644 f; chmod 755 .")
    let outcome = try sandboxed(
      """
      cat \(environment.path)/f /root/.bashrc /etc/shadow /etc/hostname /proc/1/environ
      ls /tmp /home /root /var /sys /run; tr '\\0' ' ' </proc/1/cmdline
      """)
    let text = outcome.standardOutput.text
    #expect(text.hasPrefix("/tmp:\nhome\n"))
    #expect(!text.contains("hush") && !text.contains("workspace-"))
    #expect(text.contains("bwrap"))
  }

  @Test func `a task has no capabilities and cannot gain any`() throws {
    let outcome = try sandboxed("grep -E '^Cap|NoNewPrivs' /proc/self/status")
    let lines = outcome.standardOutput.text.split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines.last == "NoNewPrivs:\t1")
    #expect(lines.dropLast().allSatisfy { $0.hasSuffix(":\t0000000000000000") })
  }

  @Test func `a task has no keyrings`() throws {
    // The numbers of 'keyctl' and 'add_key', by what `uname -m` says.
    let ask = """
      import ctypes, os
      kernel, calls = ctypes.CDLL(None, use_errno=True), {"x86_64": (250, 248), "aarch64": (219, 217)}
      keyctl, add = calls[os.uname().machine]
      session = kernel.syscall(keyctl, 0, -3, 0), ctypes.get_errno()
      made = kernel.syscall(add, b"user", b"planted", b"x", 1, -3), ctypes.get_errno()
      print(session, made)
      """
    let outcome = try sandboxed("python3 -c '\(ask)'; cat /proc/keys /proc/key-users")
    #expect(outcome.standardOutput.text == "(-1, 38) (-1, 38)\n")
  }

  @Test func `what is refused to a task is refused to both tables of a machine`() throws {
    #if arch(x86_64)
      // (The old interface of 32 bits, `int 0x80`, has a table of its own: 288 is 'keyctl', 20 'getpid'.)
      let ask = """
        import ctypes, mmap
        def call(number):
            code = b"\\xb8" + number.to_bytes(4, "little") + b"\\x31\\xdb\\xcd\\x80\\xc3"
            page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
            page.write(code)
            address = ctypes.addressof(ctypes.c_char.from_buffer(page))
            return ctypes.CFUNCTYPE(ctypes.c_int)(address)()
        print(call(288), call(20) > 0)
        """
      let outcome = try sandboxed("python3 -c '\(ask)'")
      #expect(outcome.standardOutput.text == "-38 True\n")
    #endif
  }

  @Test func `a task cannot make user namespaces`() throws {
    let outcome = try sandboxed(
      """
      (echo 9 >/proc/sys/user/max_user_namespaces) 2>&1
      unshare --user true && echo made one; exit 0
      """)
    #expect(outcome.standardOutput.text.contains("cannot create"))
    #expect(!outcome.standardOutput.text.contains("made one"))
  }

  @Test func `a task is user 1000 wherever it runs`() throws {
    let outcome = try sandboxed("id; whoami; hostname; stat -c %u . file; pwd")
    #expect(
      outcome.standardOutput.text
        == """
        uid=1000(entangle) gid=1000(entangle) groups=1000(entangle)
        entangle
        entangle
        1000
        1000
        /workspace

        """)
  }

  @Test func `the environment is the fixed one and the task's own`() throws {
    let outcome = try sandboxed("exec env", variables: ["SEED": "7 8"])
    #expect(
      outcome.standardOutput.text.split(separator: "\n").sorted() == [
        "HOME=/tmp/home", "LANG=C.UTF-8", "LOGNAME=entangle", "PATH=/usr/local/bin:/usr/bin:/bin",
        "PWD=/workspace", "SEED=7 8", "SHELL=/bin/sh", "TMPDIR=/tmp", "TZ=UTC", "USER=entangle",
      ])
  }

  @Test func `no descriptor of ours is open inside`() throws {
    let outcome = try sandboxed("exec ls -l /proc/self/fd")
    let text = outcome.standardOutput.text
    #expect(text.contains(" 2 -> pipe") && text.contains(" 3 -> /proc/"))
    #expect(!text.contains(" 4 -> ") && !text.contains(" 5 -> "))
    #expect(text.split(separator: "\n").count == 5)
  }

  @Test func `a secret is a read-only file in memory`() throws {
    let outcome = try sandboxed(
      "cat /run/secrets/TOKEN; env; cat /proc/*/cmdline | tr '\\0' ' '",
      secrets: ["TOKEN": Array("hush".utf8)])
    #expect(outcome.standardOutput.text.hasPrefix("hush"))
    #expect(!outcome.standardOutput.text.dropFirst(4).contains("hush"))
  }

  @Test func `a tree that ignores SIGTERM and daemonises dies at the time limit`() throws {
    let environment = try TestEnvironment()
    let workspace = try environment.workspace()
    let script = """
      trap '' TERM
      (setsid sh -c "trap '' TERM; while :; do date +%N >>ticks; sleep 0.01; done" &) &
      sleep 100
      """
    let task = try SandboxTask(
      command: ["sh", "-c", script], limits: SandboxLimits(wallSeconds: 1))
    let outcome = try environment.sandbox().run(task, in: workspace)
    #expect(outcome.ending == .timedOut)
    #expect(outcome.duration < .seconds(20))
    let ticks = try environment.shell("wc -l <\(workspace.filesPath)/ticks")
    #expect(try #require(Int(ticks)) > 0)
    try environment.shell("sleep 0.2")
    #expect(try environment.shell("wc -l <\(workspace.filesPath)/ticks") == ticks)
  }

  @Test func `what a task leaves behind is dead when run returns`() throws {
    let environment = try TestEnvironment()
    let workspace = try environment.workspace()
    let script = "setsid sh -c 'while :; do date +%N >>ticks; done' & sleep 0.2"
    let task = try SandboxTask(command: ["sh", "-c", script])
    let outcome = try environment.sandbox().run(task, in: workspace)
    #expect(outcome.isSuccess)
    let ticks = try environment.shell("wc -l <\(workspace.filesPath)/ticks")
    try environment.shell("sleep 0.1")
    #expect(try environment.shell("wc -l <\(workspace.filesPath)/ticks") == ticks)
  }

  @Test func `a cancelled task ends`() throws {
    let environment = try TestEnvironment()
    let cancellation = try Cancellation()
    cancellation.cancel()
    let task = try SandboxTask(command: ["sleep", "100"])
    let outcome = try environment.sandbox().run(
      task, in: environment.workspace(), cancellation: cancellation)
    #expect(outcome.ending == .cancelled)
  }

  @Test func `a missing bubblewrap is refused`() throws {
    let error = #expect(throws: RunnerError.self) { try Sandbox.probe(searchPath: "/nonexistent") }
    #expect(
      error == .sandboxUnavailable(cause: "cannot find program 'bwrap'"))
    #expect(error?.hint?.contains("install bubblewrap") ?? false)
  }

  @Test func `a bubblewrap that does not work is refused`() throws {
    let environment = try TestEnvironment()
    try environment.shell(
      """
      mkdir bin; printf '#!/bin/sh\n[ "$1" = --version ] && echo bubblewrap 0.8.0 && exit 0
      echo bwrap: no namespaces >&2; exit 1\n' >bin/bwrap; chmod +x bin/bwrap
      """)
    #expect(throws: RunnerError.sandboxUnavailable(cause: "bwrap: no namespaces")) {
      try Sandbox.probe(searchPath: environment.path + "/bin:/usr/bin:/bin")
    }
  }

  @Test func `a bubblewrap that is too old is refused`() throws {
    let environment = try TestEnvironment()
    try environment.shell(
      "mkdir bin; printf '#!/bin/sh\necho bubblewrap 0.7.9\n' >bin/bwrap; chmod +x bin/bwrap")
    #expect(throws: RunnerError.sandboxUnavailable(cause: "bubblewrap 0.7.9 is older than 0.8")) {
      try Sandbox.probe(searchPath: environment.path + "/bin:/usr/bin:/bin")
    }
  }

  @Test func `the report says how a task is confined`() throws {
    let report = try TestEnvironment().sandbox().report(.standard)
    #expect(report.mode == "bubblewrap")
    #expect(report.network == "none")
    #expect(report.version.hasPrefix("0."))
    #expect(report.user == (geteuid() == 0 ? "switched" : "mapped"))
  }

  @Test func `a folder that is shared is readable and not writable`() throws {
    let environment = try TestEnvironment()
    let shared = try environment.shell("d=$(mktemp -d -p /var/tmp); chmod 755 $d; echo $d")
    defer { _ = try? environment.shell("rm -rf \(shared)") }
    try environment.shell("echo x >\(shared)/f")
    let sandbox = try Sandbox.probe(readOnlyPaths: [shared])
    let task = try SandboxTask(command: ["sh", "-c", "cat \(shared)/f; rm \(shared)/f"])
    let outcome = try sandbox.run(task, in: environment.workspace())
    #expect(outcome.standardOutput.text == "x\n")
    #expect(outcome.ending == .exited(1))
    for path in ["", "/", "tmp", "/tmp/x", "/opt/../etc", "/opt/", "/workspace", "/etc"] {
      #expect(throws: RunnerError.self) { try Sandbox.probe(readOnlyPaths: [path]) }
    }
  }
}
