import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("What goes in one push, and how")
struct PushedParcelTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness(isShared: true)
    governed = stage.governed
  }

  @Test(
    "lanes that are not taken from whoever pushes stay, and the rest goes",
    arguments: [
      ("H106", "$ref: a lane pushed by somebody else: 'lead' pushes a lane of 'builder'"),
      ("H120", "pushed by somebody who is banned: 'builder' is banned with no end"),
    ])
  func keptLanes(code: String, text: String) throws {
    try stage.hook(
      "pre-receive",
      """
      while read old new ref; do
        case $ref in refs/entangle/events/builder/*)
          echo "entangle: refused [\(code)] \(text)" >&2; echo "hint: leave it" >&2; exit 1;;
        esac
      done

      """)
    let asked = try stage.ask("One")
    try stage.ask("Two", as: "builder")
    let (lead, builder) = (try stage.lane(of: "lead"), try stage.lane(of: "builder"))
    let pushed = governed.run("push")
    #expect(pushed.status == .refused)
    #expect(pushed.output == "\(asked.prefix(10)) \(lead)\n")
    #expect(pushed.diagnostics.hasPrefix("held: [\(code)] '\(builder)': "))
    #expect(
      pushed.diagnostics.hasSuffix(
        " 'builder'\(code == "H106" ? "" : " is banned with no end")\nhint: leave it\n"))
    #expect(try stage.refs(in: "project.git", below: builder) == [])
  }

  @Test("a ban, or its end, goes after the law and before all else")
  func bansFirst() throws {
    try governed.succeed("fetch")
    try governed.succeed("deny add builder --reason flood --expires 1h")
    try governed.enrol("new", "user")
    let asked = try stage.ask("One")
    try stage.hook("pre-receive", "cut -d ' ' -f 3 >> pushes; echo >> pushes\n")
    try governed.succeed("push")
    #expect(
      try governed.read("project.git/pushes")
        == "refs/entangle/trust\n\nrefs/entangle/denylist\n\n\(stage.lane(of: "lead"))\n\n")
    #expect(try stage.tip(stage.lane(of: "lead"), in: "project.git") == asked)
  }

  @Test("nothing of git's own configuration changes what is pushed")
  func configured() throws {
    try governed.git("config receive.certNonceSeed seed", in: "project.git")
    for setting in [
      "push.gpgSign if-asked", "push.followTags true", "push.recurseSubmodules on-demand",
      "user.signingKey nobody",
    ] {
      try governed.git("config \(setting)")
    }
    try governed.git("tag -a -m private private HEAD")
    try stage.ask("One")
    try governed.succeed("push")
    _ = try stage.land("Two")
    #expect(try governed.git("tag", in: "project.git") == "")

    try governed.git("clone -q --mirror project.git mirror.git")
    try governed.git("remote set-url origin \(governed.harness.home)/project.git", in: "mirror.git")
    try governed.succeed("trust pin \(stage.root)", in: "mirror.git")
    let asked = try stage.ask("Three", in: "mirror.git")
    try governed.succeed("push", in: "mirror.git")
    #expect(try stage.tip(stage.lane(of: "lead"), in: "project.git") == asked)
  }

  @Test("a push can be signed as git signs it")
  func signed() throws {
    for setting in [
      "receive.certNonceSeed seed", "gpg.ssh.allowedSignersFile \(stage.code).allowed",
    ] {
      try governed.git("config \(setting)", in: "project.git")
    }
    let key = try FileSystem.read(FilePath(stage.code + ".pub"), limit: 4096)
    try governed.write(
      "tester@example.org " + String(decoding: key, as: UTF8.self), to: "code.allowed")
    try stage.hook(
      "pre-receive", "echo \"$GIT_PUSH_CERT_STATUS $GIT_PUSH_CERT_NONCE_STATUS\" > seen\n")
    for setting in ["gpg.format ssh", "user.signingKey \(stage.code)"] {
      try governed.git("config \(setting)")
    }
    try stage.ask("One")
    try governed.succeed("push --signed")
    let seen = try FileSystem.read(governed.harness.home.appending("project.git/seen"), limit: 64)
    #expect(String(decoding: seen, as: UTF8.self) == "G OK\n")
  }
}
