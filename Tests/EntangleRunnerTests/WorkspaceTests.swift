import EntangleModel
import EntangleRunner
import EntangleSystem
import Glibc
import Testing

private func exists(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0
}

@Suite struct WorkspaceTests {
  @Test(arguments: ["", "--object-format=sha256", "--bare --shared"])
  func `the files are those of the commit`(options: String) throws {
    let environment = try TestEnvironment()
    if options.contains("bare") {
      try environment.shell("git init -q other; mv other/.git bare; rmdir other")
    }
    let commit = try environment.commit(
      "mkdir d; echo x >d/f; chmod +x d/f; ln -s /etc/passwd link",
      options: options.contains("bare") ? "" : options)
    let workspace = try Workspace(of: commit, from: environment.source, in: environment.path)
    let head = try environment.shell("cat \(workspace.filesPath)/.git/HEAD")
    #expect(head == commit.hex)
    #expect(
      try environment.shell(
        "cd \(workspace.filesPath); find . -path ./.git -prune -o -printf '%P %m %l\n' | sort")
        == "\n 755 \nd 755 \nd/f 755 \nlink 777 /etc/passwd".dropFirst())
    #expect(try environment.shell("stat -c %a \(workspace.path)") == "700")
  }

  @Test func `a commit that no ref reaches, of another user, is fetched`() throws {
    let environment = try TestEnvironment()
    let commit = try environment.commit("echo x >f")
    try environment.shell(
      """
      git checkout -q --orphan other; git commit -q --allow-empty -m two
      git branch -D master >/dev/null 2>&1; rm -rf .git/logs
      """, in: "source")
    if geteuid() == 0 { try environment.shell("chown -R 12345:12345 source") }
    let workspace = try Workspace(of: commit, from: environment.source, in: environment.path)
    #expect(try environment.shell("cat \(workspace.filesPath)/f") == "x")
  }

  @Test func `the clone has objects of its own and leads nowhere`() throws {
    let environment = try TestEnvironment()
    let workspace = try environment.workspace()
    let folder = workspace.filesPath + "/.git"
    for name in ["objects/info/alternates", "FETCH_HEAD", "hooks", "refs/remotes", "logs"] {
      #expect(!exists("\(folder)/\(name)"))
    }
    let text = try environment.shell("cat \(folder)/config; find \(folder) -type f -links +1")
    #expect(!text.contains("remote") && !text.contains(environment.source))
    #expect(!text.contains(folder))
  }

  @Test func `nothing that the source brings along runs`() throws {
    let environment = try TestEnvironment()
    let trap = "touch \(environment.path)/sprung"
    let hex = try environment.shell(
      """
      git init -q source; cd source
      one=$(printf '* filter=evil text eol=crlf ident working-tree-encoding=UTF-16\\n' |
        git hash-object -w --stdin)
      two=$(printf 'one\\n$Id$\\n' | git hash-object -w --stdin)
      git commit-tree -m one \
        $(printf "100644 blob %s\\t.gitattributes\\n100644 blob %s\\tf\\n" $one $two | git mktree)
      """)
    let commit = try #require(ObjectID(hex: hex))
    try environment.shell(
      """
      for hook in post-checkout post-index-change reference-transaction pre-auto-gc; do
        printf '#!/bin/sh\\n\(trap)\\n' >.git/hooks/$hook; chmod +x .git/hooks/$hook
      done
      git config filter.evil.smudge '\(trap); cat'; git config filter.evil.required true
      git config core.fsmonitor '\(trap)'; git config core.hooksPath "$PWD/.git/hooks"
      git config uploadpack.packObjectsHook '\(trap); exec'
      """, in: "source")
    let workspace = try Workspace(of: commit, from: environment.source, in: environment.path)
    #expect(!exists(environment.path + "/sprung"))
    let content = try environment.shell("od -An -c \(workspace.filesPath)/f | tr -d ' '")
    #expect(content == #"one\n$Id$\n"#)
  }

  @Test func `what is not a commit is refused and nothing is left`() throws {
    let environment = try TestEnvironment()
    _ = try environment.commit("echo x >f")
    let tag = try environment.shell("git tag -a -m t t; git rev-parse t", in: "source")
    let tree = try environment.shell("git rev-parse HEAD^{tree}", in: "source")
    for hex in [tag, tree, String(repeating: "1", count: 40)] {
      let object = try #require(ObjectID(hex: hex))
      #expect(throws: RunnerError.self) {
        _ = try Workspace(of: object, from: environment.source, in: environment.path)
      }
    }
    #expect(try environment.shell("ls") == "source")
  }

  @Test func `a missing source is an error that names it`() throws {
    let environment = try TestEnvironment()
    let object = ObjectID.zero(.sha1)
    #expect(
      throws: RunnerError.workspace(
        operation: "find folder", subject: "/no/such", cause: "No such file or directory")
    ) { _ = try Workspace(of: object, from: "/no/such", in: environment.path) }
  }

  @Test func `a workspace goes away with its owner`() throws {
    let environment = try TestEnvironment()
    let path = try environment.workspace().path
    #expect(!exists(path))
    let workspace = try environment.workspace()
    let second = workspace.path
    try workspace.remove()
    #expect(!exists(second))
  }

  @Test func `removal follows no link and copes with any depth and mode`() throws {
    let environment = try TestEnvironment()
    let workspace = try environment.workspace()
    let path = workspace.path
    try environment.shell("mkdir outside; echo x >outside/f")
    try environment.shell(
      """
      ln -s \(environment.path)/outside link; mkdir -p a/b/c; ln -s ../../../outside a/b/link
      touch removed-1; mkdir -p removed-2/x removed-3; mkdir -p "$(printf 'e/%.0s' $(seq 500))"
      chmod 0 a/b/c e/e removed-2
      """, in: "\(path.dropFirst(environment.path.utf8.count + 1))/files")
    try workspace.remove()
    #expect(!exists(path))
    #expect(try environment.shell("cat outside/f") == "x")
  }
}
