import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Code keys of every kind")
struct CodeKeyTests {
  private let governed: GovernedHarness
  /// What `git log --show-signature` calls the kinds of `keys`.
  private static let kinds = [
    ("nistp256", "ecdsa", 256, "ECDSA"), ("nistp384", "ecdsa", 384, "ECDSA"),
    ("nistp521", "ecdsa", 521, "ECDSA"), ("rsa", "rsa", 3_072, "RSA"),
    ("plain", "ed25519", 256, "ED25519"),
  ]

  init() throws {
    governed = try GovernedHarness(hasBaseline: true)
  }

  /// Makes an OpenSSH key; gives its path.
  @discardableResult
  private func make(_ name: String, _ type: String, _ bits: Int) throws -> String {
    let path = governed.harness.home.appending(name).description
    let made = try ChildProcess(
      "ssh-keygen", ["-q", "-t", type, "-b", "\(bits)", "-N", "", "-C", "me", "-f", path],
      environment: ["PATH": "/usr/bin:/bin"]
    ).run()
    try #require(made.isSuccess, "\(made.standardError.text)")
    return path
  }

  /// Gives the repository a remote that has everything, and a branch to work on.
  private func publish() throws {
    let remote = governed.harness.home.appending("origin.git")
    try governed.git("init -q --bare -b main \(remote)")
    try governed.git("remote add origin \(remote)")
    try governed.git("push -q origin main")
    try governed.succeed("push", as: "builder")
    try governed.git("checkout -q -b work")
  }

  /// The line of a public key, without comment.
  private func line(_ path: String) throws -> String {
    let bytes = try FileSystem.read(FilePath(path + ".pub"), limit: 16_384)
    return String(decoding: bytes, as: UTF8.self).split(separator: " ").prefix(2)
      .joined(separator: " ")
  }

  @Test("commits and a tag by keys of all kinds land, and git agrees")
  func landed() throws {
    let keys = try Self.kinds.map { try make($0.0, $0.1, $0.2) }
    try governed.enrol("lead", "user", person: "lena")
    try governed.succeed("key new builder --use law --no-passphrase")
    let code = keys.map { "--code \($0).pub" }.joined(separator: " ")
    try governed.succeed(
      "principal add builder --kind worker --person bo --law builder \(code)")
    try governed.enrol("reviewer", "reviewer", person: "rob")
    try governed.graph(
      ["lead delegates builder", "reviewer reviews builder"],
      policies: ["main refs/heads/main 1 builder"])
    try governed.succeed("graph apply graph.json")
    let shown = try governed.succeed("principal show builder --json")
    let signers = try governed.succeed("key allowed-signers")
    for key in keys {
      let line = try line(key)
      #expect(shown.contains("\"\(line)\""))
      #expect(signers.contains(" \(line)\n") || signers.hasSuffix(" \(line)"))
    }

    try publish()
    for (position, key) in keys.enumerated() {
      try governed.write("\(position)\n", to: "file")
      try governed.git(
        "-c gpg.format=ssh -c user.signingKey=\(key) commit -q -S -a -m change-\(position)")
    }
    let proposal = try governed.succeed("propose --ref main -m All", as: "builder")
    let request = try governed.succeed(
      "approval request \(proposal) --approver reviewer", as: "builder")
    try governed.succeed("approve \(request)", as: "reviewer")
    try governed.succeed("land \(proposal)", as: "builder")
    try governed.git("-c gpg.format=ssh -c user.signingKey=\(keys[3]) tag -s -m One v1 HEAD")
    try governed.succeed("tag v1", as: "builder")
    #expect(governed.run("verify").status == .ok)
    #expect(try governed.succeed("why \(governed.git("rev-parse HEAD~1"))").contains("builder"))

    let path = governed.harness.home.appending(try governed.write(signers + "\n", to: "signers"))
    let log = try governed.git(
      "-c gpg.ssh.allowedSignersFile=\(path) log --show-signature --reverse --format= -5 work")
    let good = log.split(separator: "\n").filter { $0.hasPrefix("Good ") }
    #expect(good.count == Self.kinds.count, "\(log)")
    for (said, kind) in zip(good, Self.kinds) {
      #expect(
        said.hasPrefix(
          "Good \"git\" signature for builder@entangle.invalid with \(kind.3) key SHA256:"))
    }
    try governed.git("-c gpg.ssh.allowedSignersFile=\(path) verify-tag v1")
  }

  @Test("a key that nobody enrolled lands nothing, of whatever kind it is")
  func stranger() throws {
    let (key, other) = (try make("mine", "ecdsa", 256), try make("other", "ecdsa", 256))
    try governed.succeed("key new builder --use law --no-passphrase")
    try governed.succeed(
      "principal add builder --kind worker --person bo --law builder --code \(key).pub")
    try governed.enrol("reviewer", "reviewer", person: "rob")
    try governed.graph(
      ["reviewer reviews builder"], policies: ["main refs/heads/main 1 builder"])
    try governed.succeed("graph apply graph.json")
    try publish()
    for (signer, status) in [(other, ExitStatus.refused), (key, .ok)] {
      try governed.write(signer, to: "file")
      try governed.git(
        "-c gpg.format=ssh -c user.signingKey=\(signer) commit -q -S -a -m one")
      let proposal = try governed.succeed("propose --ref main -m One", as: "builder")
      let request = try governed.succeed(
        "approval request \(proposal) --approver reviewer", as: "builder")
      try governed.succeed("approve \(request)", as: "reviewer")
      let landed = governed.run("land \(proposal)", as: "builder")
      #expect(landed.status == status, "\(landed.diagnostics)")
      if status == .refused {
        #expect(landed.diagnostics.contains("[G102]"))
        try governed.git("reset -q --hard HEAD~1")
      }
    }
  }

  @Test("what law rests on is Ed25519, and entangle signs with nothing else")
  func refused() throws {
    let rsa = try make("rsa", "rsa", 3_072)
    let curve = try make("curve", "ecdsa", 384)
    for use in ["law", "artifact"] {
      let refused = governed.run(
        "principal add x --kind worker --person bo --\(use) \(curve).pub")
      #expect(refused.status == .refused)
      #expect(refused.diagnostics.contains("[T117]"))
    }
    try governed.succeed(
      "principal add x --kind worker --person bo --code \(rsa).pub --transport \(rsa).pub")
    try governed.succeed("key rotate x --code \(curve).pub --transport \(curve).pub")
    #expect(try governed.succeed("verify").hasPrefix("verified: 3 trust states"))

    let imported = governed.run("key import mine \(curve) --use code --no-passphrase")
    #expect(imported.status == .fatal)
    #expect(imported.diagnostics.contains("it is no ssh-ed25519 key"))
    #expect(try governed.succeed("key list").contains("mine") == false)
  }

  @Test("a key that is too short is none")
  func tooShort() throws {
    let path = try make("short", "rsa", 2_048)
    let result = governed.run("principal add x --kind worker --person bo --code \(path).pub")
    #expect(result.status == .fatal)
    #expect(result.diagnostics.contains("' holds no public key that can be enrolled\n"))
    #expect(result.diagnostics.contains("RSA of 3,072 bits or more"))
  }

  @Test("a point that no private key has is none", arguments: ["01", "00", "edffffff", "02"])
  func unsound(start: String) throws {
    // 1 and 0 are of small order, 2^255 - 19 is 0 in another form, and 2 is of no subgroup of keys.
    let isOther = start.count > 2
    let digits = start + String(repeating: isOther ? "ff" : "00", count: isOther ? 27 : 31)
    let point = digits + (isOther ? "7f" : "")
    let name = "0000000b" + "ssh-ed25519".utf8.map { String($0, radix: 16) }.joined()
    let wire = stride(from: 0, to: (name + "00000020" + point).count, by: 2).map { index in
      UInt8((name + "00000020" + point).dropFirst(index).prefix(2), radix: 16)!
    }
    let path = governed.harness.home.appending("small.pub")
    try FileSystem.write(Array("ssh-ed25519 \(Base64.encode(wire)) me\n".utf8), to: path)
    let result = governed.run("principal add x --kind worker --person bo --law small.pub")
    #expect(result.status == .fatal)
    #expect(result.diagnostics.contains("anybody could sign for it"))
  }

  @Test("a recovery set and a key of the agent are of Ed25519")
  func elsewhere() throws {
    let path = try make("curve", "ecdsa", 256)
    let harness = try CommandHarness()
    #expect(harness.run("key new root --use law --no-passphrase").status == .ok)
    _ = try ChildProcess(
      "git", ["init", "-q", harness.home.description], environment: ["PATH": "/usr/bin:/bin"]
    ).run()
    let founded = harness.run("init --as root --key root --recovery \(path).pub")
    #expect(founded.status == .fatal)
    #expect(
      founded.diagnostics.contains(
        "a recovery key signs law, which a key of the kind 'ecdsa-sha2-nistp256' cannot"))
    let agent = try AgentProcess()
    try agent.run("ssh-add", "-q", path)
    let listed = harness.run("key agent", environment: agent.environment)
    #expect(listed.output.hasPrefix("-  ecdsa-sha2-nistp256  -"))
    let kept = harness.run(
      "key agent mine --use code --key \(path).pub", environment: agent.environment)
    #expect(kept.status == .fatal)
    #expect(
      kept.diagnostics.contains(
        "entangle does not sign with a key of the kind 'ecdsa-sha2-nistp256'"))
  }
}
