import EntangleHost
import EntangleSystem
import Glibc
import Testing

@testable import EntangleCLI

/// What 'host init' makes of a bare repository.
@Suite struct HostGuardTests {
  private let host: GuardedHarness

  init() throws {
    host = try GuardedHarness()
  }

  @Test func `hooks are written where git looks for them`() throws {
    try host.governed.git("-C host.git config core.hooksPath ~/hooks")
    #expect(host.initialise().status == .ok)
    #expect(try FileSystem.status(host.governed.harness.home.appending("hooks/pre-receive")) != nil)
    #expect(!host.bad().contains { $0.contains("hook") })
  }

  @Test func `a hook of an earlier version is written anew, and no other`() throws {
    #expect(host.initialise().status == .ok)
    let hook = host.file("hooks/post-receive")
    func write(_ text: String) throws {
      try FileSystem.write(Array(text.utf8), to: hook, mode: 0o755, existing: .replace)
    }
    let older = """
      #!/bin/sh
      # Ends the turn of a push whose refs have moved; see entangle-hook-post-receive(1).
      exec entangle hook post-receive

      """
    try write(older)
    #expect(host.bad().contains { $0.contains("it is as an earlier version wrote it") })
    #expect(host.initialise().output.contains("hooks/post-receive"))
    #expect(host.bad().isEmpty)
    #expect(
      try FileSystem.read(hook, limit: 4096) == Array(HostHook.postReceive.text.utf8))
    let own = older + "\n# mine\n"
    try write(own)
    #expect(host.bad().isEmpty && host.initialise().status == .ok)
    #expect(try FileSystem.read(hook, limit: 4096) == Array(own.utf8))
  }

  @Test func `hooks are not looked for in the root of the file system`() throws {
    try FileSystem.write(
      Array("[core]\n\thooksPath =\n".utf8), to: host.file("config"), mode: 0o600,
      existing: .replace)
    try host.governed.git("-C host.git config core.bare true")
    #expect(host.initialise().diagnostics.contains("core.hooksPath is empty"))
    #expect(host.bad().contains { $0.hasPrefix("bad  hooks: core.hooksPath is empty") })
  }

  @Test func `hooks of other repositories are left alone`() throws {
    try host.governed.git("config --global core.hooksPath ~/shared")
    let result = host.initialise()
    #expect(
      result.status == .fatal && result.diagnostics.contains("git config core.hooksPath hooks"))
    #expect(try FileSystem.status(host.governed.harness.home.appending("shared")) == nil)
    try host.governed.git("-C host.git config core.hooksPath hooks")
    #expect(host.initialise().status == .ok)
    #expect(try FileSystem.status(host.file("hooks/pre-receive")) != nil)
  }

  @Test(arguments: [
    ("git receive-pack x", true), ("/usr/lib/git-core/git-receive-pack x", true),
    ("git -c a.b=c -C x --git-dir=y receive-pack z", true),
    ("git --git-dir x receive-pack z", true),
    ("git branch receive-pack main", false), ("git update-ref -m receive-pack a b", false),
    ("git -c receive-pack gc", false), ("git", false), ("", true),
  ])
  func `a push is told from other commands of git`(line: String, isPush: Bool) {
    let words = line.split(separator: " ").map(String.init)
    #expect(HookReferenceTransaction.receives(words) == isPush)
  }

  @Test func `a tenant of which the law has nobody is told`() throws {
    let line = "host init host.git --trust-root \(host.root) --tenant"
    #expect(host.governed.run("\(line) acme").diagnostics == "")
    try host.governed.git(
      "-c core.hooksPath=none -C host.git fetch -q .. refs/entangle/trust:refs/entangle/trust")
    #expect(
      host.governed.run("\(line) acme --tenant main").diagnostics
        .hasSuffix("warning: nobody is of tenant 'acme'\nhint: the law has somebody of 'main'\n"))
    #expect(!host.governed.run("\(line) main").diagnostics.contains("warning"))
  }

  /// Whoever pushes may name the folder of a branch on the way to the repository.
  @Test func `what git packs starts no program, and a push always does`() throws {
    #expect(host.initialise().status == .ok)
    let (home, runs) = (host.governed.harness.home, host.governed.harness.home.appending("runs"))
    try FileSystem.createDirectory(home.appending("bin"))
    try FileSystem.write(
      Array("#!/bin/sh\necho \"$2\" >>'\(runs)'\n".utf8), to: home.appending("bin/entangle"),
      mode: 0o755)
    func started(_ line: String) throws -> Int {
      _ = try FileSystem.remove(runs)
      let result = try ChildProcess(
        "sh", ["-c", line],
        environment: [
          "HOME": home.description, "PATH": "\(home)/bin:/usr/local/bin:/usr/bin:/bin",
          "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
        ], directory: home.description
      ).run()
      try #require(result.isSuccess, "\(line): \(result.standardError.text)")
      guard try FileSystem.status(runs) != nil else { return 0 }
      let text = String(decoding: try FileSystem.read(runs, limit: 65_536), as: UTF8.self)
      return text.split(separator: "\n").count { $0 == "reference-transaction" }
    }
    let law = "refs/entangle/trust"
    #expect(try started("git push --quiet host.git \(law) \(law):refs/heads/gitpack-refs/x") > 0)
    let path = "host.git/refs/heads/gitpack-refs/../../.."
    #expect(try started("git push --quiet \(path) \(law):refs/heads/y") > 0)
    let words = "git -c 'pack-refs.x=\n' receive-pack"
    #expect(
      try started("git push --quiet --receive-pack=\"\(words)\" host.git \(law):refs/heads/w") > 0)
    #expect(try started("git -C host.git update-ref refs/heads/z refs/heads/y") > 0)
    #expect(try started("git --git-dir=host.git -c gc.auto=0 pack-refs --all") == 0)
    #expect(try FileSystem.status(host.file("refs/heads/z")) == nil)
    try host.governed.git("-C host.git -c core.hooksPath=none update-ref refs/heads/v refs/heads/y")
    #expect(try started("git -C host.git gc --quiet") == 0)
    #expect(try FileSystem.status(host.file("refs/heads/v")) == nil)
  }

  @Test func `a keeper may allow less, and say it in other words`() throws {
    #expect(host.initialise().status == .ok)
    for (key, value) in [
      ("receive.maxInputSize", "100m"), ("receive.certNonceSlop", "60"),
      ("receive.fsckObjects", "yes"),
    ] {
      try host.governed.git("-C host.git config \(key) \(value)")
    }
    #expect(!host.bad().contains { $0.contains("receive.") })
    #expect(host.initialise().output == "")
    for (key, value) in [
      ("receive.maxInputSize", "0"), ("receive.maxInputSize", "3g"),
      ("receive.certNonceSlop", "nothing"), ("receive.fsckObjects", "no"),
      ("receive.denyNonFastForwards", "1"),
    ] {
      try host.governed.git("-C host.git config \(key) \(value)")
      #expect(host.bad().contains { $0.contains("\(key):") }, "\(key)")
      #expect(host.initialise().output.contains("\(key) = "))
      #expect(!host.bad().contains { $0.contains("\(key):") }, "\(key)")
    }
  }

  @Test(.enabled(if: geteuid() == 0))
  func `who does not own the repository writes nothing there`() throws {
    #expect(host.initialise().status == .ok)
    let path = host.file("")
    try #require(chown(path.description, 12345, 12345) == 0)
    for words in [
      "init host.git --trust-root \(host.root)", "sweep host.git", "token add a host.git",
      "token revoke a host.git", "publish-notes host.git", "receipts prune host.git",
    ] {
      let result = host.governed.run("host \(words)")
      #expect(result.diagnostics.contains("belongs to the user of number 12345"), "\(result)")
      let name = words.prefix { $0 != "." }.split(separator: " ").dropLast()
        .filter { $0 != "a" }.joined(separator: " ")
      #expect(
        result.diagnostics.contains("sudo --user=#12345 entangle host \(name) ...'"), "\(result)")
    }
    #expect(try FileSystem.status(host.file("entangle/lock")) == nil)
  }

  @Test func `the host's public key is written wherever it is missing`() throws {
    #expect(host.initialise().status == .ok)
    let path = host.file("entangle/host.pub")
    let text = try FileSystem.read(path, limit: 65_536)
    for wrong in [nil, Array("other\n".utf8)] as [[UInt8]?] {
      _ = try FileSystem.remove(path)
      if let wrong { try FileSystem.write(wrong, to: path, mode: 0o600, existing: .refuse) }
      #expect(host.initialise().output.hasPrefix("host key "))
      #expect(try FileSystem.read(path, limit: 65_536) == text)
    }
    #expect(host.initialise().output == "")
  }
}
