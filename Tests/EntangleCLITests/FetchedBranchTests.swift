import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Where the branches of a remote are kept")
struct FetchedBranchTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness(isShared: true)
    governed = stage.governed
  }

  @Test("a bare repository follows with its branches")
  func bare() throws {
    try makeBare()
    let commit = try stage.land("One")
    try governed.succeed("fetch", in: "mirror.git")
    #expect(try stage.tip("main", in: "mirror.git") == commit)
    #expect(try stage.refs(in: "mirror.git") == stage.refs())
    #expect(governed.run("verify", in: "mirror.git").status == .ok)
  }

  @Test("a bare repository is told that its remote went back, but of others only what they lack")
  func rollback() throws {
    try makeBare()
    _ = try stage.land("One")
    let commit = try stage.land("Two")
    try governed.succeed("fetch", in: "mirror.git")
    try governed.git("update-ref refs/heads/main main~1", in: "project.git")
    try governed.git("remote add other ../project.git", in: "mirror.git")
    #expect(governed.run("fetch other", in: "mirror.git").status == .ok)
    let fetched = governed.run("fetch", in: "mirror.git")
    #expect(fetched.status == .refused)
    #expect(fetched.diagnostics.hasPrefix("held: [R102] 'refs/heads/main': "))
    #expect(try stage.tip("main", in: "mirror.git") == commit)
  }

  @Test(
    "what a stock git fetch has brought is told as long as the remote shows it",
    arguments: [
      ("update-ref refs/heads/main main~1", "R102"), ("update-ref -d refs/heads/main", "R103"),
      ("update-ref refs/heads/main stray", "R101"),
    ])
  func fetchedByGit(change: String, code: String) throws {
    let commit = try stage.land("One")
    try governed.succeed("fetch", in: "second")
    try governed.git("commit -q --allow-empty -m Stray")
    try governed.git("push -q origin HEAD:refs/heads/stray")
    try governed.git(change, in: "project.git")
    try governed.git("fetch -q --prune", in: "second")
    for _ in 0..<2 {
      let told = governed.run("fetch", in: "second")
      #expect(told.status == .refused)
      #expect(told.diagnostics.hasPrefix("held: [\(code)] 'refs/heads/main': "))
      #expect(
        told.diagnostics.contains("git push origin \(commit):refs/heads/main") == (code != "R101"))
    }
    try governed.git("update-ref refs/heads/main \(commit)", in: "project.git")
    #expect(governed.run("fetch", in: "second").status == .ok)
    #expect(governed.run("fetch", in: "second").diagnostics == "")
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("a landing of here that broke off is not laid on the remote")
  func unfinished() throws {
    let old = try stage.tip("main", in: "project.git")
    let proposal = try stage.approve("One", in: "second")
    try governed.succeed("land \(proposal)", as: "builder", in: "second")
    let new = try stage.tip("main", in: "project.git")
    let lane = try stage.lane(of: "builder", in: "second")
    try governed.git("update-ref \(lane) \(lane)~1", in: "project.git")
    try governed.git("update-ref refs/heads/main \(old)", in: "project.git")
    try governed.git("update-ref refs/remotes/origin/main \(old)", in: "second")
    for ref in try stage.refs(in: "second", below: "refs/entangle-remotes/origin/seen/") {
      try governed.git("update-ref -d \(ref.split(separator: ":")[0])", in: "second")
    }
    for _ in 0..<2 {
      let fetched = governed.run("fetch", in: "second")
      #expect(fetched.status == .ok && fetched.diagnostics == "")
    }
    #expect(governed.run("verify", in: "second").status == .refused)
    try governed.succeed("land \(proposal)", as: "builder", in: "second")
    #expect(try stage.tip("main", in: "project.git") == new)
    #expect(governed.run("fetch", in: "second").status == .ok)
    #expect(governed.run("verify", in: "second").status == .ok)
  }

  @Test("a branch that stays behind its landing is told by each fetch")
  func behind() throws {
    _ = try stage.land("One")
    try governed.git("update-ref refs/heads/main main~1", in: "project.git")
    for word in ["found", "held"] {
      let told = governed.run("fetch", in: "second")
      #expect(told.status == .refused)
      #expect(told.diagnostics.hasPrefix("\(word): [R102] 'refs/heads/main': "))
    }
  }

  @Test(
    "a bare repository follows a redaction, also after a fetch that broke off",
    arguments: [true, false])
  func redaction(isBrokenOff: Bool) throws {
    try makeBare()
    let kept = try stage.land("One")
    _ = try stage.land("Two")
    try governed.succeed("fetch", in: "mirror.git")
    try governed.git("reset -q --hard \(kept)")
    try governed.succeed("redact add main HEAD --reason secret")
    try governed.succeed("push")
    if isBrokenOff {
      let lock = governed.harness.home.appending("mirror.git/refs/heads/main.lock")
      try FileSystem.write([], to: lock)
      #expect(governed.run("fetch", in: "mirror.git").status == .fatal)
      _ = try FileSystem.remove(lock)
    }
    let fetched = governed.run("fetch", in: "mirror.git")
    #expect(fetched.status == .ok)
    #expect(fetched.diagnostics == "")
    #expect(try stage.tip("main", in: "mirror.git") == kept)
    #expect(governed.run("verify", in: "mirror.git").status == .ok)
  }

  @Test(
    "a remote that takes back a landing and its branch is told of both, and what it showed stays known"
  )
  func takenBack() throws {
    let landed = try stage.land("One")
    try governed.succeed("fetch", in: "second")
    let lane = try stage.lane(of: "builder", in: "project.git")
    for ref in ["refs/heads/main", lane] {
      try governed.git("update-ref \(ref) \(ref)~1", in: "project.git")
    }
    for _ in 0..<2 {
      let told = governed.run("fetch", in: "second")
      #expect(told.status == .refused)
      #expect(told.diagnostics.contains("rolled-back: '\(lane)': "))
      #expect(told.diagnostics.contains("held: [R102] 'refs/heads/main': "))
      #expect(
        try stage.tip("refs/entangle-remotes/origin/seen/heads/main", in: "second") == landed)
    }
  }

  @Test("what a second remote shows as the first does is kept in mind as well")
  func second() throws {
    let landed = try stage.land("One")
    try governed.succeed("fetch", in: "second")
    try governed.git("clone -q --mirror project.git twin.git", in: ".")
    try governed.git("remote add twin ../twin.git", in: "second")
    let seen = "refs/entangle-remotes/twin/seen/heads/main"
    try governed.succeed("fetch twin", in: "second")
    #expect(try stage.tip(seen, in: "second") == landed)
    let further = try stage.land("Two")
    try governed.succeed("fetch", in: "second")
    try governed.git("fetch -q", in: "twin.git")
    try governed.succeed("fetch twin", in: "second")
    #expect(try stage.tip(seen, in: "second") == further)
  }

  @Test("a branch that leaves what has landed for another landing does not move here")
  func left() throws {
    try governed.succeed("policy set --lander builder --lander lead main")
    let first = try stage.approve("One")
    try governed.git("reset -q --hard origin/main")
    let second = try stage.approve("Two")
    try governed.succeed("push")
    let main = "refs/heads/main"
    try governed.git("clone -q --mirror project.git other.git", in: ".")
    try governed.succeed("clone --trust-root \(stage.root) other.git third", in: ".")
    try governed.succeed("land \(first)", as: "builder")
    try governed.succeed("fetch", in: "second")
    let landed = try stage.tip(main, in: "project.git")
    // Another lander, who knows nothing of that, and whoever may write to the server.
    try governed.succeed("land \(second)", as: "lead", in: "third")
    let beside = try stage.tip(main, in: "other.git")
    try governed.git(
      "push -q ../project.git +\(main):\(main) refs/entangle/events/lead/*:refs/entangle/events/lead/*",
      in: "other.git")
    for _ in 0..<2 {
      let told = governed.run("fetch", in: "second")
      #expect(told.status == .refused)
      #expect(
        told.diagnostics.hasPrefix(
          "rolled-back: '\(main)': it was at \(landed), which has landed, and is at \(beside), "))
      #expect(try stage.tip("origin/main", in: "second") == landed)
      #expect(governed.run("verify", in: "second").status == .ok)
    }
    let hint =
      "'git push --force origin \(landed):\(main)' puts it back, on a server under guard whoever keeps that; 'git update-ref -d "
    let told = governed.run("fetch", in: "second").diagnostics
    let place = try #require(told.firstRange(of: hint)).upperBound
    try governed.git("push -q --force origin \(landed):\(main)", in: "second")
    #expect(governed.run("fetch", in: "second").status == .ok)
    try governed.git("push -q --force origin \(beside):\(main)", in: "second")
    #expect(governed.run("fetch", in: "second").status == .refused)
    try governed.git("update-ref -d \(told[place...].prefix { $0 != "'" })", in: "second")
    #expect(governed.run("fetch", in: "second").status == .ok)
    #expect(try stage.tip("origin/main", in: "second") == beside)
  }

  @Test("a bare repository keeps commits of its own, also of a protected branch")
  func ownCommits() throws {
    try makeBare()
    let own = try governed.git("commit-tree main^{tree} -p main -m own", in: "mirror.git")
    try governed.git("update-ref refs/heads/main \(own)", in: "mirror.git")
    let commit = try stage.land("One")
    for _ in 1...2 {
      let fetched = governed.run("fetch", in: "mirror.git")
      #expect(
        fetched.diagnostics
          == "warning: 'refs/heads/main' did not move: it has commits that 'origin' never showed\n"
          + "hint: 'git update-ref refs/heads/main \(commit)' moves it all the same\n")
      #expect(try stage.tip("main", in: "mirror.git") == own)
    }
    try governed.git("update-ref refs/heads/main \(commit)", in: "mirror.git")
    #expect(governed.run("verify", in: "mirror.git").status == .ok)
  }

  @Test("where somebody works in a bare repository, no branch moves under him")
  func workTree() throws {
    try makeBare()
    try governed.succeed("fetch", in: "mirror.git")
    try governed.git("worktree add -q ../work main", in: "mirror.git")
    let main = try stage.tip("main", in: "mirror.git")
    let commit = try stage.land("One")
    let fetched = try governed.succeed("fetch", in: "mirror.git")
    #expect(fetched.hasSuffix(" refs/remotes/origin/main"))
    #expect(try stage.tip("main", in: "mirror.git") == main)
    #expect(try stage.tip("refs/remotes/origin/main", in: "mirror.git") == commit)
    #expect(try governed.git("status --porcelain", in: "work") == "")
    for folder in ["mirror.git", "work"] {
      #expect(governed.run("verify", in: folder).status == .ok)
    }
  }

  @Test("what the remote no longer has is taken out of the way", arguments: [true, false])
  func inTheWay(isProtected: Bool) throws {
    try governed.git("push -q origin main:free main:more/here main:kept")
    try governed.succeed("fetch", in: "second")
    try governed.git("push -q origin :free :more/here :kept")
    try governed.git("push -q origin main:free/too main:more")
    try governed.succeed("fetch")
    if isProtected { try governed.succeed("policy set free/too --approvals 1 --lander builder") }
    let event = try stage.ask("One")
    try governed.succeed("push")
    let result = governed.run("fetch", in: "second")
    #expect(result.status == .ok)
    #expect(
      result.diagnostics
        == "'refs/remotes/origin/free' is taken away: 'origin' no longer has it\n"
        + "'refs/remotes/origin/more/here' is taken away: 'origin' no longer has it\n")
    #expect(result.output.hasPrefix("\(event.prefix(10)) "))
    #expect(result.output.contains(" refs/remotes/origin/free/too\n"))
    #expect(result.output.hasSuffix(" refs/remotes/origin/more\n"))
    #expect(try !stage.tip("refs/remotes/origin/kept", in: "second").isEmpty)
  }

  @Test("what another refspec or remote has brought stays, and keeps nothing back")
  func anothersRefs() throws {
    try governed.git(
      "config --add remote.origin.fetch +refs/pull/*/head:refs/remotes/origin/pr/*", in: "second")
    try governed.git("push -q origin main:refs/pull/7/head main:gone/early")
    try governed.git("remote add origin/eve ../project.git", in: "second")
    try governed.git("fetch -q origin", in: "second")
    try governed.git("fetch -q origin/eve", in: "second")
    try governed.succeed("fetch", in: "second")
    try governed.git("push -q origin :gone/early main:pr main:eve main:gone")
    let event = try stage.ask("One")
    try governed.succeed("push")
    let before = try stage.refs(in: "second", below: "refs/remotes/origin/eve")
    let result = governed.run("fetch", in: "second")
    #expect(result.status == .ok)
    #expect(result.output.hasPrefix("\(event.prefix(10)) "))
    #expect(result.output.hasSuffix(" refs/remotes/origin/gone\n"))
    for name in ["eve", "pr"] {
      #expect(
        result.diagnostics.contains("warning: 'refs/remotes/origin/\(name)' did not move: "))
    }
    #expect(try !stage.tip("refs/remotes/origin/pr/7", in: "second").isEmpty)
    #expect(try stage.refs(in: "second", below: "refs/remotes/origin/eve") == before)
  }

  @Test("a branch of a bare repository that is in the way does not keep back the law")
  func keepsNoLaw() throws {
    try governed.git("push -q origin main:free")
    try makeBare()
    try governed.succeed("fetch", in: "mirror.git")
    try governed.git("push -q origin :free")
    try governed.git("push -q origin main:free/too")
    try governed.git("branch free/too")
    try governed.succeed("policy set free/too --approvals 1 --lander builder")
    try governed.succeed("push")
    let result = governed.run("fetch", in: "mirror.git")
    #expect(result.status == .ok)
    #expect(
      result.diagnostics
        == "warning: 'refs/heads/free/too' did not move: ref 'refs/heads/free/too' conflicts with ref "
        + "'refs/heads/free'\nhint: 'git branch -m <old> <new>' renames what is in its way\n")
    #expect(try stage.refs(in: "mirror.git") == stage.refs())
    try governed.git("branch -m free renamed", in: "mirror.git")
    #expect(try governed.succeed("fetch", in: "mirror.git").hasSuffix(" refs/heads/free/too"))
  }

  @Test("a branch of a bare repository that cannot move keeps nothing back")
  func cannotMove() throws {
    try governed.git("push -q origin main:free")
    try makeBare()
    try governed.git("push -q origin :free")
    try governed.git("push -q origin main:free/too main:other")
    let result = governed.run("fetch", in: "mirror.git")
    #expect(result.status == .ok)
    #expect(result.diagnostics.hasPrefix("warning: 'refs/heads/free/too' did not move: "))
    #expect(result.output.hasSuffix(" refs/heads/other\n"))
  }

  private func makeBare() throws {
    try governed.git("clone -q --bare project.git mirror.git")
    try governed.git("remote set-url origin \(governed.harness.home)/project.git", in: "mirror.git")
    try governed.succeed("trust pin \(stage.root)", in: "mirror.git")
  }
}
