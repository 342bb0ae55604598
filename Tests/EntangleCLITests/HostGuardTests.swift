import EntangleHost
import EntangleSystem
import Glibc
import Testing

@testable import EntangleCLI

/// What 'host init' makes of a bare repository, and what 'host doctor' says of it.
@Suite struct HostGuardTests {
  private let governed: GovernedHarness
  private let root: String

  init() throws {
    governed = try GovernedHarness()
    root = try governed.succeed("trust pin")
    try governed.git("init -q --bare host.git")
  }

  private func initialise() -> CommandResult {
    governed.run("host init host.git --trust-root \(root)")
  }

  /// The lines of what is not well. (The program itself is not installed here.)
  private func bad() -> [String] {
    governed.run("host doctor host.git").output.split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("bad") && !$0.hasPrefix("bad  program") }
  }

  private func file(_ path: String) -> FilePath {
    governed.harness.home.appending("host.git/\(path)")
  }

  @Test func `hooks are written where git looks for them`() throws {
    try governed.git("-C host.git config core.hooksPath ~/hooks")
    #expect(initialise().status == .ok)
    #expect(try FileSystem.status(governed.harness.home.appending("hooks/pre-receive")) != nil)
    #expect(!bad().contains { $0.contains("hook") })
  }

  @Test func `a hook of an earlier version is written anew, and no other`() throws {
    #expect(initialise().status == .ok)
    let hook = file("hooks/post-receive")
    func write(_ text: String) throws {
      try FileSystem.write(Array(text.utf8), to: hook, mode: 0o755, existing: .replace)
    }
    let older = """
      #!/bin/sh
      # Ends the turn of a push whose refs have moved; see entangle-hook-post-receive(1).
      exec entangle hook post-receive

      """
    try write(older)
    #expect(bad().contains { $0.contains("it is as an earlier version wrote it") })
    #expect(initialise().output.contains("hooks/post-receive"))
    #expect(bad().isEmpty)
    #expect(
      try FileSystem.read(hook, limit: 4096) == Array(HostHook.postReceive.text.utf8))
    let own = older + "\n# mine\n"
    try write(own)
    #expect(bad().isEmpty && initialise().status == .ok)
    #expect(try FileSystem.read(hook, limit: 4096) == Array(own.utf8))
  }

  @Test func `hooks are not looked for in the root of the file system`() throws {
    try FileSystem.write(
      Array("[core]\n\thooksPath =\n".utf8), to: file("config"), mode: 0o600, existing: .replace)
    try governed.git("-C host.git config core.bare true")
    #expect(initialise().diagnostics.contains("core.hooksPath is empty"))
    #expect(bad().contains { $0.hasPrefix("bad  hooks: core.hooksPath is empty") })
  }

  @Test func `hooks of other repositories are left alone`() throws {
    try governed.git("config --global core.hooksPath ~/shared")
    let result = initialise()
    #expect(
      result.status == .fatal && result.diagnostics.contains("git config core.hooksPath hooks"))
    #expect(try FileSystem.status(governed.harness.home.appending("shared")) == nil)
    try governed.git("-C host.git config core.hooksPath hooks")
    #expect(initialise().status == .ok)
    #expect(try FileSystem.status(file("hooks/pre-receive")) != nil)
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
    let line = "host init host.git --trust-root \(root) --tenant"
    #expect(governed.run("\(line) acme").diagnostics == "")
    try governed.git(
      "-c core.hooksPath=none -C host.git fetch -q .. refs/entangle/trust:refs/entangle/trust")
    #expect(
      governed.run("\(line) acme --tenant main").diagnostics
        .hasSuffix("warning: nobody is of tenant 'acme'\nhint: the law has somebody of 'main'\n"))
    #expect(!governed.run("\(line) main").diagnostics.contains("warning"))
  }

  /// Whoever pushes may name the folder of a branch on the way to the repository.
  @Test func `what git packs starts no program, and a push always does`() throws {
    #expect(initialise().status == .ok)
    let (home, runs) = (governed.harness.home, governed.harness.home.appending("runs"))
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
    #expect(try FileSystem.status(file("refs/heads/z")) == nil)
    try governed.git("-C host.git -c core.hooksPath=none update-ref refs/heads/v refs/heads/y")
    #expect(try started("git -C host.git gc --quiet") == 0)
    #expect(try FileSystem.status(file("refs/heads/v")) == nil)
  }

  @Test func `a keeper may allow less, and say it in other words`() throws {
    #expect(initialise().status == .ok)
    for (key, value) in [
      ("receive.maxInputSize", "100m"), ("receive.certNonceSlop", "60"),
      ("receive.fsckObjects", "yes"),
    ] {
      try governed.git("-C host.git config \(key) \(value)")
    }
    #expect(!bad().contains { $0.contains("receive.") })
    #expect(initialise().output == "")
    for (key, value) in [
      ("receive.maxInputSize", "0"), ("receive.maxInputSize", "3g"),
      ("receive.certNonceSlop", "nothing"), ("receive.fsckObjects", "no"),
      ("receive.denyNonFastForwards", "1"),
    ] {
      try governed.git("-C host.git config \(key) \(value)")
      #expect(bad().contains { $0.contains("\(key):") }, "\(key)")
      #expect(initialise().output.contains("\(key) = "))
      #expect(!bad().contains { $0.contains("\(key):") }, "\(key)")
    }
  }

  @Test func `what is damaged is named, with a way out`() throws {
    #expect(initialise().status == .ok)
    for name in ["host.json", "operator-tokens.json", "keys/host.json"] {
      let path = file("entangle/\(name)")
      let text = try? FileSystem.read(path, limit: 65_536)
      try FileSystem.write((text ?? []) + [0x0a], to: path, mode: 0o600, existing: .replace)
      let result = governed.run("host doctor host.git")
      #expect(result.status == .refused && bad().count == 1, "\(name): \(result)")
      let made = initialise()
      #expect((name == "host.json") == made.output.contains("was damaged"), "\(name): \(made)")
      if name == "keys/host.json" {
        #expect(made.diagnostics.contains("put back the folder 'entangle/keys'"))
      }
      guard name != "host.json" else { continue }
      if let text {
        try FileSystem.write(text, to: path, mode: 0o600, existing: .replace)
      } else {
        _ = try FileSystem.remove(path)
      }
    }
    #expect(bad() == [])
  }

  @Test(.enabled(if: geteuid() == 0))
  func `who does not own the repository writes nothing there`() throws {
    #expect(initialise().status == .ok)
    let path = file("")
    try #require(chown(path.description, 12345, 12345) == 0)
    for words in [
      "init host.git --trust-root \(root)", "sweep host.git", "token add a host.git",
      "token revoke a host.git", "publish-notes host.git", "receipts prune host.git",
    ] {
      let result = governed.run("host \(words)")
      #expect(result.diagnostics.contains("belongs to the user of number 12345"), "\(result)")
      let name = words.prefix { $0 != "." }.split(separator: " ").dropLast()
        .filter { $0 != "a" }.joined(separator: " ")
      #expect(result.diagnostics.contains("sudo --user=#12345 entangle host \(name)'"), "\(result)")
    }
    #expect(try FileSystem.status(file("entangle/lock")) == nil)
  }

  @Test(.enabled(if: geteuid() == 0))
  func `what others have left is found where the owner cannot use it`() throws {
    #expect(initialise().status == .ok)
    try FileSystem.createDirectory(file("objects/ab"), mode: 0o755)
    let kept = file("entangle/allowed-secrets")
    try FileSystem.write([], to: kept, mode: 0o644)
    #expect(bad() == [])
    for (name, mode) in [("objects/ab", 0o775), ("entangle/host.json", 0o644)] as [(String, mode_t)]
    {
      let path = file(name).description
      try #require(chown(path, 12345, 12345) == 0)
      #expect(
        bad() == [
          "bad  owner: '\(name)' belongs to somebody else, and is closed to the repository's owner"
        ])
      try #require(chmod(path, mode) == 0)
      #expect(bad() == [], "\(name)")
    }
    try #require(chown(kept.description, 12345, 12345) == 0)
    #expect(bad() == [])
    try FileSystem.createDirectory(file("objects/pack"))
    for name in ["packed-refs", "objects/pack/a.pack", "objects/ab/cd"] {
      try FileSystem.write([], to: file(name), mode: 0o600)
    }
    for name in ["config", "packed-refs", "objects/pack/a.pack", "objects/ab/cd"] {
      let path = file(name).description
      try #require(chown(path, 12345, 12345) == 0)
      #expect(
        bad() == [
          "bad  owner: '\(name)' belongs to somebody else, and is closed to the repository's owner"
        ])
      try #require(chown(path, geteuid(), getegid()) == 0)
    }
    // Nor need it be one that can be read.
    try FileSystem.write([0x5b], to: file("config"), mode: 0o600, existing: .replace)
    #expect(governed.run("host doctor host.git").status == .fatal)
    try #require(chown(file("config").description, 12345, 12345) == 0)
    #expect(bad().count == 1 && bad().first?.contains("'config'") == true)
    #expect(governed.run("host status host.git").diagnostics.contains("hint: as root, 'chown "))
  }

  @Test func `the host's public key is written wherever it is missing`() throws {
    #expect(initialise().status == .ok)
    let path = file("entangle/host.pub")
    let text = try FileSystem.read(path, limit: 65_536)
    for wrong in [nil, Array("other\n".utf8)] as [[UInt8]?] {
      _ = try FileSystem.remove(path)
      if let wrong { try FileSystem.write(wrong, to: path, mode: 0o600, existing: .refuse) }
      #expect(initialise().output.hasPrefix("host key "))
      #expect(try FileSystem.read(path, limit: 65_536) == text)
    }
    #expect(initialise().output == "")
  }

  @Test func `what keeps pushes or the record away is found`() throws {
    #expect(initialise().status == .ok)
    for value in ["refs/entangle", "^refs/heads/", "refs"] {
      try governed.git("-C host.git config transfer.hideRefs \(value)")
      #expect(bad().contains { $0.contains("transfer.hideRefs") }, "\(value)")
    }
    try governed.git("-C host.git config transfer.hideRefs refs/heads/own")
    #expect(bad() == [])
    func hiding(_ key: String, _ ref: String) -> String {
      "bad  transfer.hideRefs: '\(key).hiderefs' is set, which hides '\(ref)'"
    }
    try governed.git("-C host.git config --add receive.hideRefs refs/entangle/events/")
    #expect(bad() == [hiding("receive", "refs/entangle/events")])
    // (One that is for others, or comes first, takes nothing back.)
    try governed.git("-C host.git config --add uploadpack.hideRefs !refs/entangle/events")
    #expect(bad() == [hiding("receive", "refs/entangle/events")])
    try governed.git("-C host.git config --add receive.hideRefs !refs/entangle")
    #expect(bad() == [])
    try governed.git("commit -q --allow-empty -m begin")
    try governed.enrol("lead", "user")
    try governed.succeed("policy set main --approvals 1 --lander lead")
    try governed.git(
      "-c core.hooksPath=none -C host.git fetch -q .. refs/entangle/trust:refs/entangle/trust main:main"
    )
    #expect(bad() == [])
    try governed.git("-C host.git config --add transfer.hideRefs ^refs/heads/main")
    #expect(bad() == [hiding("transfer", "refs/heads/main")])
    try governed.git("-C host.git config --add uploadpack.hideRefs !refs/heads/main/")
    #expect(bad() == [hiding("transfer", "refs/heads/main")])
    try governed.git("-C host.git config --add transfer.hideRefs !refs/heads/main")
    #expect(bad() == [])
    let marked: [UInt8] = [0xef, 0xbb, 0xbf] + Array("# allowed\n".utf8)
    try FileSystem.write(marked, to: file("entangle/allowed-secrets"), mode: 0o600)
    #expect(bad().contains { $0.contains("has a line that cannot be read") })
    _ = try FileSystem.remove(file("entangle/allowed-secrets"))
    try FileSystem.move(file("entangle"), to: file("other"))
    try FileSystem.createLink(file("entangle"), to: file("other"))
    #expect(bad().contains { $0.contains("is a symbolic link") })
  }

  @Test func `a ref that leads nowhere is found, with a way out`() throws {
    #expect(initialise().status == .ok)
    let law = "refs/entangle/trust"
    try governed.git(
      "-c core.hooksPath=none -C host.git fetch -q .. \(law):\(law) \(law):refs/heads/a")
    #expect(bad() == [])
    let branch = file("refs/heads/a")
    let right = try FileSystem.read(branch, limit: 4096)
    func said(_ text: String) throws -> String {
      try FileSystem.write(Array(text.utf8), to: branch, mode: 0o644, existing: .replace)
      let result = governed.run("host doctor host.git")
      #expect(result.status == .refused && bad().count == 1, "\(result)")
      return result.output
    }
    let gone = String(repeating: "12", count: right.count / 2)
    let dangling = try said("\(gone)\n")
    #expect(dangling.contains("bad  refs: 'refs/heads/a' leads nowhere: object '\(gone)' is gone"))
    #expect(dangling.contains("'git update-ref -d refs/heads/a' gives the ref up"))
    #expect(try said("").contains("hint: remove the file 'refs/heads/a' in the repository, then "))
    _ = try FileSystem.remove(branch)
    let packed = file("packed-refs")
    try FileSystem.write(Array("?\n".utf8), to: packed, mode: 0o644)
    #expect(bad().contains { $0.hasPrefix("bad  refs: malformed ref 'packed-refs'") })
    _ = try FileSystem.remove(packed)
    let object = file("objects/12/\(gone.dropFirst(2))")
    try FileSystem.createDirectory(file("objects/12"))
    try FileSystem.write([], to: object, mode: 0o444)
    #expect(try said("\(gone)\n").contains("'git fsck' says which file is damaged"))
    try FileSystem.write(right, to: branch, mode: 0o644, existing: .replace)
    #expect(bad() == [])
  }

  @Test func `tokens that have all ended are told`() throws {
    #expect(initialise().status == .ok)
    try governed.succeed("host token add a host.git --ttl 1h")
    try governed.succeed("host token add b host.git --ttl 2h")
    func said(after hours: Int64) -> String {
      governed.run("host doctor host.git", at: CommandHarness.moment + hours * 3_600 + 1).output
    }
    #expect(said(after: 1).contains("ok   tokens"))
    #expect(said(after: 2).contains("bad  tokens: none has held since 2"))
    for id in ["a", "b"] { try governed.succeed("host token revoke \(id) host.git") }
    #expect(said(after: 2).contains("ok   tokens"))
    for wrong in ["0d", "never", "91d", "2027-01-01T00:00:00Z"] {
      #expect(
        governed.run("host token add a host.git --ttl \(wrong)").diagnostics
          .contains("'--ttl' is 30m, 12h, 90d or the like, 90 days at most"), "\(wrong)")
    }
  }
}
