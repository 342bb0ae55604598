import EntangleSystem
import Testing

@testable import EntangleCLI

/// A governed repository with a commit, a bare repository `project.git` that has all of it, and a
/// clone of that in `second`, all below one home.
final class ExchangeHarness: Sendable {
  let governed: GovernedHarness
  /// The trust root.
  let root: String
  /// The path of the builder's OpenSSH key for commits.
  let code: String

  private static let founded = Result { try PreparedHome(hasBaseline: true) { try prepare($0) } }
  private static let shared = Result {
    let stage = try ExchangeHarness()
    try stage.share()
    return try PreparedHome(of: stage.governed.harness.home, notes: stage.root)
  }

  /// `isShared`: what `share` does has been done.
  init(isShared: Bool = false) throws {
    let prepared = try (isShared ? Self.shared : Self.founded).get()
    governed = try GovernedHarness(prepared)
    root = prepared.notes
    code = governed.codeKey
    // A clone knows its origin by the absolute path.
    if isShared {
      let origin = governed.harness.home.appending("project.git")
      try governed.git("remote set-url origin \(origin)", in: "second")
    }
  }

  /// Makes the principals, their graph and the bare repository; gives the trust root.
  private static func prepare(_ governed: GovernedHarness) throws -> String {
    let code = try governed.makeCodeKey()
    try governed.enrol("lead", "user", person: "lena")
    try governed.succeed("key new builder --use law --no-passphrase")
    try governed.succeed(
      "principal add builder --kind worker --person bo --law builder --code \(code).pub")
    try governed.enrol("reviewer", "reviewer", person: "rob")
    try governed.graph(
      ["lead delegates builder", "builder delegates lead", "reviewer reviews builder"],
      policies: ["main refs/heads/main 1 builder"])
    try governed.succeed("graph apply graph.json")
    try governed.git("init -q --bare --initial-branch=main project.git")
    try FileSystem.createDirectory(governed.harness.home.appending("project.git/hooks"))
    try governed.git("remote add origin project.git")
    try governed.git("push -q origin main")
    return try governed.succeed("trust pin")
  }

  /// Gives the bare repository everything, and clones it.
  func share() throws {
    try governed.succeed("push")
    try governed.succeed("clone --trust-root \(root) project.git second")
  }

  /// Asks for a task in the first repository or in a folder; gives the event.
  @discardableResult
  func ask(_ brief: String, as principal: String = "lead", in folder: String? = nil) throws
    -> String
  {
    let to = principal == "lead" ? "builder" : "lead"
    return try governed.succeed(
      "task request --to \(to) --brief \(brief)", as: principal, in: folder)
  }

  /// Commits a text and proposes it for `main`; gives the proposal.
  func propose(_ text: String, in folder: String? = nil) throws -> String {
    try governed.write(text + "\n", to: (folder.map { $0 + "/" } ?? "") + "file")
    try governed.git(
      "-c gpg.format=ssh -c user.signingKey=\(code) commit -q -S -a -m \(text)", in: folder)
    return try governed.succeed("propose --ref main -m \(text)", as: "builder", in: folder)
  }

  /// Proposes a text for `main` and gets it approved; gives the proposal.
  func approve(_ text: String, in folder: String? = nil) throws -> String {
    let proposal = try propose(text, in: folder)
    let request = try governed.succeed(
      "approval request \(proposal) --approver reviewer", as: "builder", in: folder)
    try governed.succeed("approve \(request)", as: "reviewer", in: folder)
    return proposal
  }

  /// Lands one commit on `main` of `origin`, which the folder's events reach with it; gives it.
  func land(_ text: String, in folder: String? = nil) throws -> String {
    let proposal = try approve(text, in: folder)
    try governed.succeed("land \(proposal)", as: "builder", in: folder)
    return try tip("HEAD", in: folder)
  }

  /// The refs below `refs/entangle/` of a folder.
  func refs(in folder: String? = nil, below prefix: String = "refs/entangle/") throws -> [String] {
    try governed.git("for-each-ref --format=%(refname):%(objectname) \(prefix)", in: folder)
      .split(separator: "\n").map(String.init)
  }

  /// The ref of a principal's lane, as a folder has it.
  func lane(of id: String, in folder: String? = nil) throws -> String {
    let text = try governed.git(
      "for-each-ref --format=%(refname) refs/entangle/events/\(id)", in: folder)
    try #require(!text.isEmpty && !text.contains("\n"))
    return text
  }

  /// Where a ref of a folder stands.
  func tip(_ ref: String, in folder: String? = nil) throws -> String {
    try governed.git("rev-parse --verify \(ref)", in: folder)
  }

  /// Writes a hook of the bare repository.
  func hook(_ name: String, _ script: String) throws {
    let file = governed.harness.home.appending("project.git/hooks/\(name)")
    try FileSystem.write(
      Array(("#!/bin/sh\n" + script).utf8), to: file, mode: 0o700, existing: .replace)
  }
}
