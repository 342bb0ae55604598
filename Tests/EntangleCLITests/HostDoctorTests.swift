import EntangleSystem
import Glibc
import Testing

@testable import EntangleCLI

/// What 'host doctor' finds in a repository under guard.
@Suite struct HostDoctorTests {
  private let host: GuardedHarness

  init() throws {
    host = try GuardedHarness()
  }

  @Test func `what is damaged is named, with a way out`() throws {
    #expect(host.initialise().status == .ok)
    for name in ["host.json", "operator-tokens.json", "keys/host.json"] {
      let path = host.file("entangle/\(name)")
      let text = try? FileSystem.read(path, limit: 65_536)
      try FileSystem.write((text ?? []) + [0x0a], to: path, mode: 0o600, existing: .replace)
      let result = host.governed.run("host doctor host.git")
      #expect(result.status == .refused && host.bad().count == 1, "\(name): \(result)")
      let made = host.initialise()
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
    #expect(host.bad() == [])
  }

  @Test(.enabled(if: geteuid() == 0))
  func `what others have left is found where the owner cannot use it`() throws {
    #expect(host.initialise().status == .ok)
    try FileSystem.createDirectory(host.file("objects/ab"), mode: 0o755)
    let kept = host.file("entangle/allowed-secrets")
    try FileSystem.write([], to: kept, mode: 0o644)
    #expect(host.bad() == [])
    for (name, mode) in [("objects/ab", 0o775), ("entangle/host.json", 0o644)] as [(String, mode_t)]
    {
      let path = host.file(name).description
      try #require(chown(path, 12345, 12345) == 0)
      #expect(
        host.bad() == [
          "bad  owner: '\(name)' belongs to somebody else, and is closed to the repository's owner"
        ])
      try #require(chmod(path, mode) == 0)
      #expect(host.bad() == [], "\(name)")
    }
    try #require(chown(kept.description, 12345, 12345) == 0)
    #expect(host.bad() == [])
    try FileSystem.createDirectory(host.file("objects/pack"))
    for name in ["packed-refs", "objects/pack/a.pack", "objects/ab/cd"] {
      try FileSystem.write([], to: host.file(name), mode: 0o600)
    }
    for name in ["config", "packed-refs", "objects/pack/a.pack", "objects/ab/cd"] {
      let path = host.file(name).description
      try #require(chown(path, 12345, 12345) == 0)
      #expect(
        host.bad() == [
          "bad  owner: '\(name)' belongs to somebody else, and is closed to the repository's owner"
        ])
      try #require(chown(path, geteuid(), getegid()) == 0)
    }
    // Nor need it be one that can be read.
    try FileSystem.write([0x5b], to: host.file("config"), mode: 0o600, existing: .replace)
    #expect(host.governed.run("host doctor host.git").status == .fatal)
    try #require(chown(host.file("config").description, 12345, 12345) == 0)
    #expect(host.bad().count == 1 && host.bad().first?.contains("'config'") == true)
    #expect(
      host.governed.run("host status host.git").diagnostics.contains("hint: as root, 'chown "))
  }

  @Test func `what keeps pushes or the record away is found`() throws {
    #expect(host.initialise().status == .ok)
    for value in ["refs/entangle", "^refs/heads/", "refs"] {
      try host.governed.git("-C host.git config transfer.hideRefs \(value)")
      #expect(host.bad().contains { $0.contains("transfer.hideRefs") }, "\(value)")
    }
    try host.governed.git("-C host.git config transfer.hideRefs refs/heads/own")
    #expect(host.bad() == [])
    func hiding(_ key: String, _ ref: String) -> String {
      "bad  transfer.hideRefs: '\(key).hiderefs' is set, which hides '\(ref)'"
    }
    try host.governed.git("-C host.git config --add receive.hideRefs refs/entangle/events/")
    #expect(host.bad() == [hiding("receive", "refs/entangle/events")])
    // (One that is for others, or comes first, takes nothing back.)
    try host.governed.git("-C host.git config --add uploadpack.hideRefs !refs/entangle/events")
    #expect(host.bad() == [hiding("receive", "refs/entangle/events")])
    try host.governed.git("-C host.git config --add receive.hideRefs !refs/entangle")
    #expect(host.bad() == [])
    try host.governed.git("commit -q --allow-empty -m begin")
    try host.governed.enrol("lead", "user")
    try host.governed.succeed("policy set main --approvals 1 --lander lead")
    try host.governed.git(
      "-c core.hooksPath=none -C host.git fetch -q .. refs/entangle/trust:refs/entangle/trust main:main"
    )
    #expect(host.bad() == [])
    try host.governed.git("-C host.git config --add transfer.hideRefs ^refs/heads/main")
    #expect(host.bad() == [hiding("transfer", "refs/heads/main")])
    try host.governed.git("-C host.git config --add uploadpack.hideRefs !refs/heads/main/")
    #expect(host.bad() == [hiding("transfer", "refs/heads/main")])
    try host.governed.git("-C host.git config --add transfer.hideRefs !refs/heads/main")
    #expect(host.bad() == [])
    let marked: [UInt8] = [0xef, 0xbb, 0xbf] + Array("# allowed\n".utf8)
    try FileSystem.write(marked, to: host.file("entangle/allowed-secrets"), mode: 0o600)
    #expect(host.bad().contains { $0.contains("has a line that cannot be read") })
    _ = try FileSystem.remove(host.file("entangle/allowed-secrets"))
    try FileSystem.move(host.file("entangle"), to: host.file("other"))
    try FileSystem.createLink(host.file("entangle"), to: host.file("other"))
    #expect(host.bad().contains { $0.contains("is a symbolic link") })
  }

  @Test func `a ref that leads nowhere is found, with a way out`() throws {
    #expect(host.initialise().status == .ok)
    let law = "refs/entangle/trust"
    try host.governed.git(
      "-c core.hooksPath=none -C host.git fetch -q .. \(law):\(law) \(law):refs/heads/a")
    #expect(host.bad() == [])
    let branch = host.file("refs/heads/a")
    let right = try FileSystem.read(branch, limit: 4096)
    func said(_ text: String) throws -> String {
      try FileSystem.write(Array(text.utf8), to: branch, mode: 0o644, existing: .replace)
      let result = host.governed.run("host doctor host.git")
      #expect(result.status == .refused && host.bad().count == 1, "\(result)")
      return result.output
    }
    let gone = String(repeating: "12", count: right.count / 2)
    let dangling = try said("\(gone)\n")
    #expect(dangling.contains("bad  refs: 'refs/heads/a' leads nowhere: object '\(gone)' is gone"))
    #expect(
      dangling.contains(
        "'git fetch --refetch <clone> refs/heads/a', or 'refs/remotes/origin/a' of one made by 'git clone',"
      ))
    #expect(
      dangling.contains("'git update-ref -d refs/heads/a' gives up a ref that nothing protects"))
    #expect(try said("").contains("hint: remove the file 'refs/heads/a' in the repository, then "))
    _ = try FileSystem.remove(branch)
    try FileSystem.write(Array("\(gone)\n".utf8), to: host.file("refs/heads/a;b"), mode: 0o644)
    #expect(
      host.governed.run("host doctor host.git").output
        .contains("'git update-ref -d 'refs/heads/a;b'' gives up"))
    _ = try FileSystem.remove(host.file("refs/heads/a;b"))
    let packed = host.file("packed-refs")
    try FileSystem.write(Array("?\n".utf8), to: packed, mode: 0o644)
    #expect(host.bad().contains { $0.hasPrefix("bad  refs: malformed ref 'packed-refs'") })
    _ = try FileSystem.remove(packed)
    let object = host.file("objects/12/\(gone.dropFirst(2))")
    try FileSystem.createDirectory(host.file("objects/12"))
    try FileSystem.write([], to: object, mode: 0o444)
    #expect(try said("\(gone)\n").contains("'git fsck' says which file is damaged"))
    try FileSystem.write(right, to: branch, mode: 0o644, existing: .replace)
    #expect(host.bad() == [])
  }

  @Test func `a ref that git may take for a protected branch is found, with a way out`() throws {
    #expect(host.initialise().status == .ok)
    try host.governed.git("commit -q --allow-empty -m begin")
    try host.governed.enrol("lead", "user")
    try host.governed.succeed("policy set main --approvals 1 --lander lead")
    try host.governed.git(
      "-c core.hooksPath=none -C host.git fetch -q .. refs/entangle/trust:refs/entangle/trust main:main"
    )
    for name in ["refs/tags/other", "refs/heads/other", "refs/tags/v1/main"] {
      try host.governed.git("-c core.hooksPath=none -C host.git update-ref \(name) main")
    }
    #expect(host.bad() == [])
    for name in ["refs/tags/main", "refs/heads/Main", "refs/tags/origin/main"] {
      try host.governed.git("-c core.hooksPath=none -C host.git update-ref \(name) refs/heads/main")
      #expect(
        host.bad() == [
          "bad  refs: git may take '\(name)' for 'refs/heads/main', and nothing protects it"
        ])
      let kind = name.hasPrefix("refs/tags/") ? "refs/tags" : "refs/heads"
      try host.governed.git("-c core.hooksPath=none -C host.git update-ref \(kind)/kept \(name)")
      try host.governed.git("-c core.hooksPath=none -C host.git update-ref -d \(name)")
      #expect(host.bad() == [])
    }
  }

  @Test func `what a file says that git reads later is found, and not called mended`() throws {
    #expect(host.initialise().status == .ok)
    try FileSystem.write(
      Array("[receive]\n\tfsckObjects = false\n".utf8), to: host.file("site.conf"), mode: 0o644)
    try host.governed.git("-C host.git config include.path site.conf")
    let doctor = host.governed.run("host doctor host.git").output
    #expect(
      host.bad().count == 1
        && doctor.contains("git config --show-origin --get-all receive.fsckObjects"))
    let again = host.initialise()
    #expect(again.status == .fatal)
    #expect(
      again.diagnostics.hasPrefix("entangle: 'receive.fsckObjects' has another value in a file"))
    try FileSystem.write(
      Array("[receive]\n\tcertNonceSeed = abc\n".utf8), to: host.file("site.conf"), mode: 0o644,
      existing: .replace)
    #expect(host.bad().count == 1 && host.bad()[0].contains("receive.certNonceSeed: another one"))
    #expect(host.initialise().status == .fatal)
    try host.governed.git("-C host.git config --unset include.path")
    #expect(host.initialise().status == .ok && host.bad() == [])
  }

  @Test
  func `hooks lie where git looks, whatever the folder is called, and in no folder of others`()
    throws
  {
    try host.governed.git("init -q --bare a\nb/one.git")
    let home = host.governed.harness.home
    #expect(host.governed.run("host init a\nb/one.git --trust-root \(host.root)").status == .ok)
    #expect(try FileSystem.status(home.appending("a\nb/one.git/hooks/pre-receive")) != nil)
    #expect(try FileSystem.status(home.appending("pre-receive")) == nil)
    try? FileSystem.removeTree(host.file("hooks"))
    try FileSystem.createDirectory(home.appending("shared"))
    try FileSystem.createLink(host.file("hooks"), to: home.appending("shared"))
    let refused = host.initialise()
    #expect(refused.status == .fatal && refused.diagnostics.contains("are also those of others"))
    #expect(try FileSystem.list(home.appending("shared")).isEmpty)
    try host.governed.git("-C host.git config core.hooksPath \(home)/shared")
    #expect(host.initialise().status == .ok)
    #expect(try FileSystem.list(home.appending("shared")).count == 3)
  }

  @Test func `folders that anybody may write to are found`() throws {
    #expect(host.initialise().status == .ok)
    for name in ["entangle", "hooks"] {
      let path = host.file(name).description
      #expect(chmod(path, 0o777) == 0)
      #expect(
        host.bad().count == 1 && host.bad()[0].hasPrefix("bad  folder: anybody may write to '"),
        "\(name)")
      #expect(chmod(path, 0o775) == 0)
      #expect(host.bad() == [], "\(name)")
    }
  }

  @Test func `a key that others may read is closed again`() throws {
    #expect(host.initialise().status == .ok)
    #expect(chmod(host.file("entangle/keys/host.json").description, 0o644) == 0)
    let said = host.governed.run("host doctor host.git").output
    #expect(said.contains("hint: chmod 600 '") && !said.contains("put back the folder"))
  }

  @Test func `a history that is cut off is found`() throws {
    #expect(host.initialise().status == .ok)
    #expect(host.bad() == [])
    try host.governed.git("commit -q --allow-empty -m one")
    try host.governed.git("commit -q --allow-empty -m two")
    let fetch = "-c core.hooksPath=none -C host.git fetch -q"
    try host.governed.git("\(fetch) --depth 1 file://\(host.governed.harness.home) main:main")
    let bad = host.bad()
    #expect(bad.count == 1 && bad[0].contains("the history is cut off"), "\(bad)")
    try host.governed.git("\(fetch) --unshallow file://\(host.governed.harness.home) main:main")
    #expect(host.bad() == [])
  }

  @Test func `what stands in the place of a file of the folder is found`() throws {
    #expect(host.initialise().status == .ok)
    for name in ["admission.db", "turn", "lock", "refusals", "strikes", "certificates"] {
      let path = host.file("entangle/\(name)")
      _ = try? FileSystem.remove(path)
      try? FileSystem.removeTree(path)
      if name == "certificates" {
        try FileSystem.write([], to: path, mode: 0o600)
      } else {
        try FileSystem.createDirectory(path)
      }
      let bad = host.bad()
      #expect(bad.count == 1 && bad[0].contains("entangle/\(name)' is a "), "\(name): \(bad)")
      try FileSystem.removeTree(path)
    }
    #expect(host.bad() == [])
  }

  @Test func `a hook that git skips is told`() throws {
    #expect(host.initialise().status == .ok)
    let own = host.file("hooks/update")
    try FileSystem.createDirectory(host.file("hooks"))
    try FileSystem.write(Array("#!/bin/sh\nexit 1\n".utf8), to: own, mode: 0o644)
    #expect(host.bad().count == 1 && host.bad()[0].contains("bad  hook update: git skips '"))
    try #require(chmod(own.description, 0o755) == 0)
    #expect(host.bad() == [])
    try #require(chmod(host.file("hooks/pre-receive").description, 0o644) == 0)
    #expect(host.bad().count == 1 && host.bad()[0].contains("bad  hook pre-receive: git skips '"))
    #expect(host.initialise().diagnostics.contains("hint: 'chmod +x' it, or take it away"))
  }

  @Test func `tokens that have all ended are told`() throws {
    #expect(host.initialise().status == .ok)
    try host.governed.succeed("host token add a host.git --ttl 1h")
    try host.governed.succeed("host token add b host.git --ttl 2h")
    func said(after hours: Int64) -> String {
      host.governed.run("host doctor host.git", at: CommandHarness.moment + hours * 3_600 + 1)
        .output
    }
    #expect(said(after: 1).contains("ok   tokens"))
    #expect(said(after: 2).contains("bad  tokens: none has held since 2"))
    for id in ["a", "b"] { try host.governed.succeed("host token revoke \(id) host.git") }
    #expect(said(after: 2).contains("ok   tokens"))
    for wrong in ["0d", "never", "91d", "2027-01-01T00:00:00Z"] {
      #expect(
        host.governed.run("host token add a host.git --ttl \(wrong)").diagnostics
          .contains("'--ttl' is 30m, 12h, 90d or the like, 90 days at most"), "\(wrong)")
    }
  }
}
