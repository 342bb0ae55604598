import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Exchange with a remote")
struct ExchangeTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness()
    governed = stage.governed
  }

  @Test("an empty repository gets everything, and nothing the second time")
  func pushAll() throws {
    try stage.ask("One")
    let pushed = try governed.succeed("push").split(separator: "\n")
    #expect(try stage.refs(in: "project.git") == stage.refs())
    #expect(
      pushed.map { $0.split(separator: " ")[1] }
        == (try stage.refs()).map { $0.split(separator: ":")[0] })
    #expect(governed.run("push") == CommandResult(status: .ok, output: "", diagnostics: ""))
    #expect(
      governed.run("push nowhere").diagnostics.hasPrefix(
        "entangle: there is no remote 'nowhere'\nhint: "))
  }

  @Test("what a remote has shown is known after it was renamed, and no other is measured by it")
  func renamed() throws {
    try stage.share()
    try stage.ask("One")
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    let lane = try stage.lane(of: "lead")
    try governed.git("update-ref -d \(lane)", in: "project.git")
    try governed.git("remote rename origin up", in: "second")
    let told = governed.run("fetch", in: "second")
    #expect(told.status == .refused)
    #expect(told.diagnostics.hasPrefix("dropped: '\(lane)': 'up' no longer has it; "))
    try governed.git("remote add origin ../project.git", in: "second")
    #expect(governed.run("fetch origin", in: "second").status == .ok)
    #expect(governed.run("fetch up", in: "second").status == .refused)
    #expect(governed.run("fetch origin", in: "second").status == .ok)
  }

  @Test("where git would begin a clone with what nothing protects, verify warns")
  func start() throws {
    try stage.share()
    let command = "verify --trust-root \(stage.root)"
    #expect(governed.run("\(command) project.git").diagnostics == "")
    try governed.git("bundle create -q good.bundle --all HEAD", in: "project.git")
    #expect(governed.run("\(command) project.git/good.bundle").diagnostics == "")
    try governed.git("commit -q --allow-empty -m Stray")
    let stray = try stage.tip("HEAD")
    try governed.git("push -q origin HEAD:refs/heads/stray")
    try governed.git("symbolic-ref HEAD refs/heads/stray", in: "project.git")
    try governed.git("bundle create -q bad.bundle --all HEAD", in: "project.git")
    let begins = "warning: 'git clone' of it lays out"
    let bare = governed.run("\(command) project.git")
    #expect(bare.status == .ok)
    #expect(bare.diagnostics.hasPrefix("\(begins) 'refs/heads/stray', "))
    let bundle = governed.run("\(command) project.git/bad.bundle")
    #expect(bundle.diagnostics.hasPrefix("\(begins) \(stray), "))
    try governed.git("update-ref --no-deref HEAD \(stray)", in: "project.git")
    #expect(governed.run("\(command) project.git").diagnostics.hasPrefix("\(begins) \(stray), "))
  }

  @Test("where git may take another ref for a protected branch, verify warns")
  func hiding() throws {
    try stage.share()
    let command = "verify --trust-root \(stage.root)"
    try governed.git("tag other main")
    #expect(governed.run(command).diagnostics == "")
    try governed.git("tag main main")
    let one =
      "warning: git may take 'refs/tags/main' for 'refs/heads/main', and nothing protects it"
    let told = governed.run(command)
    #expect(told.status == .ok)
    let way =
      "name the branch in whole, 'refs/heads/main'; whoever made the other ref may give it another name"
    #expect(told.diagnostics == "\(one)\nhint: \(way)\n")
    #expect(governed.run("\(command) --quiet").diagnostics == "")
    try governed.git("tag origin/main refs/heads/main")
    #expect(governed.run(command).diagnostics.hasPrefix("\(one) (and 1 more)\n"))
    try governed.git("push -q origin tag main")
    let clone = governed.run("clone --trust-root \(stage.root) project.git third")
    #expect(clone.status == .ok && clone.diagnostics.contains("\(one)\nhint: \(way)\n"))
    try governed.git("tag -d main origin/main")
    #expect(governed.run(command).diagnostics == "")
  }

  @Test("a name of which git knows more than one thing names no commit")
  func ambiguous() throws {
    try governed.write("more\n", to: "file")
    try governed.git(
      "-c gpg.format=ssh -c user.signingKey=\(stage.code) commit -q -S -a -m More")
    let head = try stage.tip("HEAD")
    try governed.git("config core.warnAmbiguousRefs false")
    for name in ["main", String(head.prefix(10))] {
      try governed.git("tag \(name) refs/heads/main~1")
      for word in [name, name + "^0"] {
        let told = governed.run("propose --ref main --head \(word) -m More", as: "builder")
        #expect(told.status == .refused)
        #expect(told.diagnostics.hasPrefix("entangle: '\(word)' is ambiguous: "))
      }
    }
    try governed.git("tag \(head) refs/heads/main~1")
    try governed.succeed("propose --ref main --head \(head) -m More", as: "builder")
    try governed.succeed("propose --ref main --head refs/heads/main -m More", as: "builder")
  }

  @Test("a clone is judged before its files are laid out")
  func clone() throws {
    try stage.ask("One")
    try governed.succeed("push")
    let unknown = governed.run("clone project.git unknown")
    #expect(unknown.status == .undecided)
    let again = "clone --trust-root \(stage.root) project.git unknown"
    #expect(unknown.diagnostics.hasSuffix("; if it is this one: 'entangle \(again)'\n"))
    try governed.succeed(again)
    #expect(try governed.git("status --porcelain", in: "unknown") == "")
    #expect(try governed.succeed("trust pin", in: "unknown") == stage.root)

    let wrong = String(repeating: "0", count: 64)
    let refused = governed.run("clone --trust-root \(wrong) project.git wrong")
    #expect(refused.status == .refused)
    #expect(refused.diagnostics.contains("[T102]"))
    #expect(refused.diagnostics.split(separator: "\n").count == 3)
    #expect(refused.diagnostics.hasSuffix("\nnothing was cloned, because of what was found\n"))
    #expect(try FileSystem.status(governed.harness.home.appending("wrong")) == nil)
    try FileSystem.createDirectory(governed.harness.home.appending("empty"))
    #expect(governed.run("clone project.git empty").status == .undecided)
    #expect(try FileSystem.list(governed.harness.home.appending("empty")) == [])

    let url = "file://\(governed.harness.home)/project.git"
    try governed.succeed("clone --trust-root \(stage.root) \(url)")
    #expect(try stage.refs(in: "project") == stage.refs())
    #expect(try governed.git("status --porcelain", in: "project") == "")
    #expect(try governed.git("ls-files", in: "project") == "file")
    #expect(governed.run("verify", in: "project").status == .ok)
    #expect(governed.run("clone missing.git").status == .fatal)
  }

  @Test("what others wrote moves forward, and what is unpushed stays")
  func fetch() throws {
    try stage.share()
    let first = try stage.ask("One")
    try governed.succeed("push")
    let own = try stage.ask("Two", as: "builder", in: "second")
    let moved = try governed.succeed("fetch", in: "second")
    #expect(moved == "\(first.prefix(10)) \(try stage.lane(of: "lead"))")
    #expect(try stage.tip(try stage.lane(of: "builder", in: "second"), in: "second") == own)

    let next = try stage.ask("Three")
    try governed.succeed("push")
    let moves = try governed.succeed("fetch --json", in: "second")
    #expect(moves.contains("\"old\": \"\(first)\""))
    #expect(moves.contains("\"new\": \"\(next)\""))
    #expect(
      governed.run("fetch", in: "second") == CommandResult(status: .ok, output: "", diagnostics: "")
    )
    try governed.succeed("push", in: "second")
    try governed.succeed("fetch")
    #expect(try stage.refs() == stage.refs(in: "second"))
  }

  @Test("without a pinned trust root nothing moves")
  func unpinned() throws {
    try stage.ask("One")
    try governed.succeed("push")
    try governed.git("clone -q project.git second")
    let result = governed.run("fetch", in: "second")
    #expect(result.status == .undecided)
    #expect(result.diagnostics.contains("[T101]"))
    #expect(try stage.refs(in: "second") == [])
  }

  @Test("two histories of one lane are reported with both heads, and neither moves")
  func fork() throws {
    try stage.share()
    let ours = try stage.ask("One")
    let theirs = try stage.ask("Other", in: "second")
    try stage.ask("More", as: "builder", in: "second")
    try governed.succeed("push", in: "second")
    let fetched = governed.run("fetch")
    let lane = try stage.lane(of: "lead")
    #expect(fetched.status == .refused)
    #expect(
      fetched.diagnostics.hasPrefix(
        "fork: '\(lane)': two histories: \(ours) here, \(theirs) at 'origin'\nhint: "))
    #expect(fetched.output.hasSuffix(" \(try stage.lane(of: "builder"))\n"))
    #expect(try stage.tip(lane) == ours)
    let pushed = governed.run("push --json")
    #expect(pushed.status == .refused)
    #expect(pushed.output.contains("\"problem\": \"fork\""))
    #expect(pushed.output.contains("\"ours\": \"\(ours)\""))
    #expect(pushed.output.contains("\"theirs\": \"\(theirs)\""))
    #expect(try stage.tip(lane, in: "project.git") == theirs)
  }

  @Test("a remote that goes back is reported, and given back what it lost")
  func rollback() throws {
    try stage.share()
    let first = try stage.ask("One")
    let second = try stage.ask("Two")
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    let lane = try stage.lane(of: "lead")
    try governed.git("update-ref \(lane) \(first)", in: "project.git")
    let back = governed.run("fetch", in: "second")
    #expect(back.status == .refused)
    #expect(back.output == "")
    #expect(
      back.diagnostics.hasPrefix(
        "rolled-back: '\(lane)': 'origin' went back from \(second) to \(first)\nhint: "))
    try governed.git("update-ref -d \(lane)", in: "project.git")
    let gone = governed.run("fetch", in: "second")
    #expect(gone.status == .refused)
    #expect(gone.diagnostics.hasPrefix("dropped: '\(lane)': "))
    #expect(try stage.tip(lane, in: "second") == second)
    try governed.succeed("push", in: "second")
    #expect(try stage.tip(lane, in: "project.git") == second)
    #expect(governed.run("fetch", in: "second").status == .ok)
  }

  @Test("a refused lane is held back, and the others move")
  func held() throws {
    try stage.share()
    let good = try stage.ask("One")
    try stage.ask("Two", as: "builder")
    try governed.succeed("push")
    let lane = try stage.lane(of: "builder")
    let tree = try governed.git("hash-object -t tree -w --stdin", in: "project.git")
    let forged = try governed.git("commit-tree \(tree) -p \(lane) -m forged", in: "project.git")
    try governed.git("update-ref \(lane) \(forged)", in: "project.git")
    let result = governed.run("fetch", in: "second")
    #expect(result.status == .refused)
    #expect(result.diagnostics.hasPrefix("held: [E101] '\(lane)': "))
    #expect(result.output == "\(good.prefix(10)) \(try stage.lane(of: "lead"))\n")
    #expect(try stage.refs(in: "second", below: lane) == [])
    #expect(governed.run("verify", in: "second").status == .ok)
    #expect(
      try stage.tip("refs/entangle-remotes/origin/now/" + lane.dropFirst(5), in: "second") == forged
    )
  }

  @Test("a protected branch that was pushed around the policy does not move here")
  func aroundThePolicy() throws {
    try stage.share()
    let main = try stage.tip("main")
    let other = try governed.git(
      "commit-tree \(main)^{tree} -p \(main) -m other", in: "project.git")
    for branch in ["main", "free"] {
      try governed.git("update-ref refs/heads/\(branch) \(other)", in: "project.git")
    }
    let result = governed.run("fetch", in: "second")
    #expect(result.status == .refused)
    #expect(result.diagnostics.hasPrefix("held: [R101] 'refs/heads/main': "))
    #expect(result.output == "\(other.prefix(10)) refs/remotes/origin/free\n")
    #expect(try stage.tip("refs/remotes/origin/main", in: "second") == main)
  }

  @Test("a ref that the format does not know is held back")
  func unknownRef() throws {
    try stage.share()
    try governed.git("update-ref refs/entangle/other main", in: "project.git")
    let result = governed.run("fetch", in: "second")
    #expect(result.status == .refused)
    #expect(result.diagnostics.hasPrefix("held: [O104] 'refs/entangle/other': "))
    #expect(!(try stage.refs(in: "second").contains { $0.hasPrefix("refs/entangle/other") }))
  }

  @Test("what a remote takes and does not show is not delivered")
  func undelivered() throws {
    try stage.share()
    try stage.hook("post-receive", "while read old new ref; do git update-ref -d $ref; done\n")
    let event = try stage.ask("One")
    let result = governed.run("push")
    #expect(result.status == .refused)
    #expect(result.output == "")
    #expect(
      result.diagnostics.hasPrefix(
        "undelivered: '\(try stage.lane(of: "lead"))': 'origin' took \(event) and shows nothing"))
  }

  @Test("what goes elsewhere than it is fetched from is not shown, and goes to one place alone")
  func elsewhere() throws {
    try stage.share()
    let event = try stage.ask("One")
    let lane = try stage.lane(of: "lead")
    try governed.git("clone -q --mirror project.git other.git")
    try governed.git("remote set-url --push origin \(governed.harness.home)/other.git")
    let pushed = governed.run("push")
    #expect(pushed.status == .refused)
    #expect(pushed.diagnostics.contains("'\(lane)': 'origin' took \(event) and shows "))
    #expect(
      pushed.diagnostics.contains("hint: it is pushed to one address and fetched from another: "))
    try governed.git("remote set-url --push --add origin \(governed.harness.home)/project.git")
    let both = governed.run("push")
    #expect(both.status == .fatal)
    #expect(both.diagnostics.hasPrefix("entangle: a push to 'origin' would go to 2 addresses, "))
    try governed.git("config --unset-all remote.origin.pushurl")
    try governed.succeed("push")
  }

  @Test("a landing that the remote undoes is no landing")
  func landingUndone() throws {
    try stage.share()
    let before = try stage.tip("main", in: "project.git")
    let undo = "git update-ref refs/heads/main \(before)\n"
    try stage.hook("post-receive", "grep -q refs/heads/main && \(undo)")
    let proposal = try stage.approve("One")
    let result = governed.run("land \(proposal)", as: "builder")
    #expect(result.status == .refused)
    #expect(
      result.diagnostics.hasPrefix("entangle: 'origin' took the landing and does not show it\n"))
    #expect(try stage.tip("main", in: "project.git") == before)
    // The lane has it there, so it has it here: nothing else may be signed in its place.
    let lane = try stage.lane(of: "builder")
    #expect(try stage.tip(lane) == stage.tip(lane, in: "project.git"))
    try stage.hook("post-receive", "exit 0\n")
    try governed.succeed("land \(proposal)", as: "builder")
    #expect(try stage.tip("main", in: "project.git") == stage.tip("HEAD"))
    #expect(governed.run("land \(proposal)", as: "builder").diagnostics.contains(" already, by "))
  }

  @Test("a landing whose push breaks off is gone on with", arguments: [true, false])
  func landingBrokenOff(isTaken: Bool) throws {
    try stage.share()
    let proposal = try stage.approve("One")
    let lane = try stage.lane(of: "builder")
    let before = try stage.tip(lane)
    try stage.hook(isTaken ? "post-receive" : "pre-receive", "kill -9 $PPID\n")
    let result = governed.run("land \(proposal)", as: "builder")
    #expect(result.status == (isTaken ? .ok : .undecided), "\(result.diagnostics)")
    #expect(result.diagnostics.contains("' gave no answer; whether it takes") == !isTaken)
    #expect(try stage.tip(lane) != before)
    try stage.hook(isTaken ? "post-receive" : "pre-receive", "exit 0\n")
    if !isTaken {
      // Law is not held up by it.
      try governed.succeed("edge add lead delegates reviewer")
      let pushed = governed.run("push")
      #expect(pushed.diagnostics.hasPrefix("held: [R102] '\(lane)': "), "\(pushed.diagnostics)")
      let law = "refs/entangle/trust"
      #expect(try stage.tip(law, in: "project.git") == stage.tip(law))
      #expect(try stage.refs(in: "project.git", below: lane) == [])
      // What is signed meanwhile comes behind it.
      try stage.ask("Two", as: "builder")
      try governed.succeed("land \(proposal)", as: "builder")
    }
    #expect(try stage.tip(lane) == stage.tip(lane, in: "project.git"))
    #expect(try stage.tip("main", in: "project.git") == stage.tip("HEAD"))
    #expect(governed.run("fetch").status == .ok)
    #expect(governed.run("verify").status == .ok)
  }

  @Test("a landing that was never sent, or whose branch the remote has taken back, is none")
  func landingNotSent() throws {
    try stage.share()
    let proposal = try stage.approve("One")
    let lane = try stage.lane(of: "builder")
    let (before, main) = (try stage.tip(lane), try stage.tip("main", in: "project.git"))
    let hooks = FilePath(try governed.git("rev-parse --absolute-git-dir")).appending("hooks")
    try FileSystem.createDirectory(hooks)
    let hook = hooks.appending("pre-push")
    try FileSystem.write(
      Array("#!/bin/sh\necho not yet >&2\nexit 1\n".utf8), to: hook, mode: 0o700,
      existing: .replace)
    let result = governed.run("land \(proposal)", as: "builder")
    #expect(result.status == .refused)
    #expect(result.diagnostics.contains("not yet\n"))
    #expect(
      result.diagnostics.hasSuffix(
        "entangle: 'origin' did not take the landing; nothing has moved\n"))
    #expect(try stage.tip(lane) == before)
    #expect(try FileSystem.remove(hook))
    try governed.succeed("land \(proposal)", as: "builder")
    try governed.git("update-ref refs/heads/main \(main)", in: "project.git")
    try stage.hook("pre-receive", "exit 1\n")
    #expect(governed.run("land \(proposal)", as: "builder").status == .refused)
    try stage.hook("pre-receive", "exit 0\n")
    try governed.succeed("land \(proposal)", as: "builder")
    #expect(try stage.tip("main", in: "project.git") == stage.tip("HEAD"))
  }

  @Test("a landing whose push broke off, and which came too late, is taken back")
  func landingBrokenOffLate() throws {
    try stage.share()
    let late = try stage.approve("Late")
    let another = try stage.approve("Another")
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    try stage.hook("pre-receive", "kill -9 $PPID\n")
    #expect(governed.run("land \(late)", as: "builder").status == .undecided)
    try stage.hook("pre-receive", "exit 0\n")
    let landing = try stage.tip(stage.lane(of: "builder"))
    let between = governed.run("land \(another)", as: "builder")
    #expect(between.status == .refused)
    #expect(
      between.diagnostics.contains(
        "your landing '\(landing.prefix(10))' on 'refs/heads/main' did not come"))
    let main = try stage.tip("main", in: "project.git")
    let other = try governed.git("commit-tree \(main)^{tree} -p \(main) -m x", in: "project.git")
    try governed.git("update-ref refs/heads/main \(other)", in: "project.git")
    let result = governed.run("land \(late)", as: "builder")
    #expect(result.status == .refused)
    #expect(result.diagnostics.contains("' moved before your landing was there\n"))
    #expect(result.diagnostics.contains("hint: 'entangle event withdraw \(landing)', "))
    try governed.succeed("event withdraw \(landing)", as: "builder")
    #expect(try stage.tip(stage.lane(of: "builder")) != landing)
  }

  @Test("a branch on which somebody works at the remote is told with the way out")
  func checkedOutThere() throws {
    try stage.share()
    let proposal = try stage.approve("One")
    try governed.git("config core.bare false", in: "project.git")
    let result = governed.run("land \(proposal)", as: "builder")
    #expect(result.status == .refused)
    #expect(result.diagnostics.contains("\nhint: somebody works on that branch there: "))
    try governed.git("symbolic-ref HEAD refs/heads/other", in: "project.git")
    try governed.succeed("land \(proposal)", as: "builder")
  }

  @Test("what a remote refuses is told in its words")
  func refusedThere() throws {
    try stage.share()
    try stage.hook("pre-receive", "echo not today >&2\nexit 1\n")
    try stage.ask("One")
    let result = governed.run("push")
    #expect(result.status == .refused)
    #expect(result.output == "")
    #expect(result.diagnostics.contains("not today"))
    #expect(
      result.diagnostics.contains("declined: 'origin': it did not take the push: not today\n"))
    let json = governed.run("push --json")
    #expect(json.status == .refused)
    #expect(json.output.contains("\"problem\": \"declined\""))
    #expect(json.diagnostics == "")
  }

  @Test("what ssh says is told, whole and in lines")
  func unreachable() throws {
    try stage.share()
    let program = governed.harness.home.appending("ssh")
    try FileSystem.write(
      Array("#!/bin/sh\nprintf 'Permission denied (\\033publickey).\\r\\n' >&2\nexit 255\n".utf8),
      to: program, mode: 0o700, existing: .replace)
    try governed.git("config core.sshCommand \(program)")
    try governed.git("config remote.origin.url ssh://server.invalid/project.git")
    for command in ["fetch", "push"] {
      let lines = governed.run(command).diagnostics.split(separator: "\n")
      #expect(lines.first == "Permission denied (\\x1bpublickey).")
      #expect(lines.contains("fatal: Could not read from remote repository."))
      #expect(
        lines.contains(
          "entangle: cannot fetch from 'origin': Could not read from remote repository."))
    }
  }

  @Test("what a server under guard refuses is told by its rule")
  func refusedByRule() throws {
    try stage.share()
    try stage.hook(
      "pre-receive",
      """
      echo 'entangle: refused [H110] main: a secret is pushed: line 1' >&2
      echo 'hint: take it out' >&2
      echo 'entangle: refused [H101] refs/x: no ref' >&2
      exit 1

      """)
    try stage.ask("One")
    let result = governed.run("push")
    #expect(result.status == .refused)
    #expect(
      result.diagnostics == """
        declined: [H110] 'origin': main: a secret is pushed: line 1
        hint: take it out
        declined: [H101] 'origin': refs/x: no ref
        hint: entangle rules H101

        """)
  }

  @Test("what has landed does not land again")
  func landedTwice() throws {
    try stage.share()
    let proposal = try stage.approve("One")
    let landing = try governed.succeed("land \(proposal)", as: "builder")
    let refs = try stage.refs()
    let again = governed.run("land \(proposal)", as: "builder")
    #expect(again.status == .refused && again.output == "")
    #expect(
      again.diagnostics.hasPrefix(
        "entangle: '\(try stage.tip("HEAD").prefix(10))' has landed on 'refs/heads/main' already, "
          + "by '\(landing.prefix(10))'\nhint: "))
    #expect(try stage.refs() == refs)
  }

  @Test("what starts from where the branch no longer stands cannot land, and says what to do")
  func landedMeanwhile() throws {
    try stage.share()
    let late = try stage.approve("Late")
    try governed.git("checkout -q -b other HEAD~1")
    let early = try stage.approve("Early")
    try governed.succeed("land \(early)", as: "builder")
    let tip = try stage.tip("HEAD")
    try governed.git("checkout -q -")
    let told =
      "[W111] 'refs/heads/main' of 'origin' stands at '\(tip.prefix(10))', the proposal starts from "
      + "'\(try stage.tip("HEAD~1").prefix(10))'\n"
    let hint = "hint: rebase the change on 'origin/main', then 'entangle propose' anew\n"
    let land = governed.run("land \(late)", as: "builder")
    #expect(land.status == .refused && land.output == "")
    #expect(land.diagnostics == "entangle: " + told + hint)
    let check = governed.run("policy check main", as: "builder")
    #expect(check.status == .refused)
    #expect(check.output.hasSuffix(" would be refused\n  " + told + "  " + hint))
  }

  @Test("a landing that comes too late for the remote's branch says so, and how to go on")
  func landedLate() throws {
    try stage.share()
    let late = try stage.approve("Late")
    try governed.succeed("push")
    try governed.succeed("fetch", in: "second")
    _ = try stage.land("Early", in: "second")
    let refs = try stage.refs(in: "project.git", below: "refs")
    let result = governed.run("land \(late)", as: "builder")
    #expect(result.status == .refused && result.output == "")
    let lines = result.diagnostics.split(separator: "\n")
    #expect(lines.contains { $0.contains("[rejected]") && $0.contains("(stale info)") })
    #expect(!result.diagnostics.contains("\\x0a"))
    #expect(
      lines.suffix(2) == [
        "entangle: 'refs/heads/main' of 'origin' has moved meanwhile; the landing was not pushed",
        "hint: entangle fetch origin",
      ])
    #expect(try stage.refs(in: "project.git", below: "refs") == refs)
  }

  @Test("a landing on a branch that the remote does not have says how to bring it there")
  func landedNowhere() throws {
    try stage.share()
    let proposal = try stage.approve("One")
    let before = try stage.tip("main", in: "project.git")
    try governed.git("update-ref -d refs/heads/main", in: "project.git")
    try governed.git("update-ref -d refs/remotes/origin/main")
    let result = governed.run("land \(proposal)", as: "builder")
    #expect(result.status == .refused && result.output == "")
    #expect(
      result.diagnostics.split(separator: "\n").suffix(2) == [
        "entangle: 'origin' has no 'refs/heads/main'; the landing was not pushed",
        "hint: 'git push origin \(before):refs/heads/main', then 'entangle land' again",
      ])
    try governed.git("-c core.hooksPath=none push -q origin \(before):refs/heads/main")
    try governed.succeed("land \(proposal)", as: "builder")
  }

  @Test("a landing that the remote refuses is told in its words, without a way that leads nowhere")
  func landingRefused() throws {
    try stage.share()
    let proposal = try stage.approve("One")
    try stage.hook("pre-receive", "echo not >&2\necho today >&2\nexit 1\n")
    let result = governed.run("land \(proposal)", as: "builder")
    #expect(result.status == .refused && result.output == "")
    let lines = result.diagnostics.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("remote: not") })
    #expect(lines.contains { $0.hasPrefix("remote: today") })
    #expect(lines.last == "entangle: 'origin' did not take the landing; nothing has moved")
  }

  @Test("who has rejected, taken back or not answered is named")
  func missingApprovals() throws {
    let proposal = try stage.propose("One")
    func hint(at moment: Int64 = CommandHarness.moment) -> String {
      let result = governed.run("land \(proposal)", as: "builder", at: moment)
      #expect(result.status == .refused)
      #expect(result.diagnostics.hasPrefix("entangle: [W109] approvals are missing: 0 of 1 "))
      return String(result.diagnostics.split(separator: "\n").last ?? "")
    }
    let ask = "entangle approval request \(proposal.prefix(10)) --approver <id>"
    #expect(hint() == "hint: " + ask)
    let request = "approval request \(proposal) --approver reviewer --days 1"
    let first = try governed.succeed(request, as: "builder")
    #expect(hint() == "hint: waiting for 'reviewer'")
    try governed.succeed("reject \(first)", as: "reviewer")
    #expect(hint() == "hint: 'reviewer' rejected it; " + ask)
    let second = try governed.succeed(request, as: "builder")
    #expect(hint() == "hint: waiting for 'reviewer'")
    let approval = try governed.succeed("approve \(second)", as: "reviewer")
    try governed.succeed("withdraw \(approval)", as: "reviewer")
    #expect(hint() == "hint: 'reviewer' took the approval back; " + ask)
    let later = CommandHarness.moment + 86_401
    #expect(hint(at: later) == "hint: the request has expired; " + ask)
    let third = try governed.succeed(request, as: "builder", at: later)
    #expect(hint(at: later) == "hint: a request has expired; waiting for 'reviewer'")
    try governed.succeed("push", at: later)
    try governed.succeed("approve \(third)", as: "reviewer", at: later)
    try governed.succeed("land \(proposal)", as: "builder", at: later)
  }

  @Test("a landed branch goes along with its landing, to every remote")
  func landed() throws {
    try stage.share()
    let commit = try stage.land("One")
    try governed.succeed("fetch", in: "second")
    #expect(try stage.tip("refs/remotes/origin/main", in: "second") == commit)
    #expect(governed.run("verify", in: "second").status == .ok)

    try governed.git("init -q --bare --initial-branch=main backup.git")
    try governed.git("remote add backup ../backup.git", in: "second")
    let moved = try governed.succeed("push backup", in: "second")
    #expect(
      moved.contains("\n\(commit.prefix(10)) refs/heads/main") || moved.hasPrefix(commit.prefix(10))
    )
    #expect(try stage.tip("main", in: "backup.git") == commit)
    #expect(governed.run("verify --trust-root \(stage.root) backup.git").status == .ok)

    // A remote that lags behind another one is not one that went back.
    let next = try stage.land("Two")
    try governed.succeed("fetch", in: "second")
    try governed.succeed("fetch backup", in: "second")
    try governed.succeed("push backup", in: "second")
    #expect(try stage.tip("main", in: "backup.git") == next)
  }

  @Test("a protected branch that goes back is held, and given back")
  func branchRollback() throws {
    try stage.share()
    let first = try stage.land("One")
    let second = try stage.land("Two")
    try governed.succeed("fetch", in: "second")
    try governed.git("update-ref refs/heads/main \(first)", in: "project.git")
    let back = governed.run("fetch", in: "second")
    #expect(back.status == .refused)
    #expect(back.diagnostics.hasPrefix("held: [R102] 'refs/heads/main': "))
    #expect(try stage.tip("refs/remotes/origin/main", in: "second") == second)
    try governed.git("update-ref -d refs/heads/main", in: "project.git")
    let gone = governed.run("fetch", in: "second")
    #expect(gone.status == .refused)
    #expect(gone.diagnostics.hasPrefix("held: [R103] 'refs/heads/main': "))
    #expect(try governed.succeed("push", in: "second") == "\(second.prefix(10)) refs/heads/main")
    #expect(governed.run("fetch", in: "second").status == .ok)
  }
}
