import EntangleGit
import EntangleModel
import Testing

@Suite("History")
struct HistoryTests {
  let fixture: GitFixture

  init() throws {
    fixture = try GitFixture()
  }

  /// Two lanes that meet in a merge, and one that does not.
  private func makeBranches() throws -> Repository {
    try fixture.makeRepository()
    for (branch, time) in [("side", 1_700_000_100), ("other", 1_700_000_105)] {
      try fixture.git("checkout", "-q", "-b", branch, "main~1", in: "r")
      for step in 0..<3 {
        _ = try fixture.commit("\(branch) \(step)", in: "r", time: time + step * 10)
      }
    }
    try fixture.git("checkout", "-q", "main", in: "r")
    let date = "1700000200 +0000"
    try fixture.git(
      "merge", "-q", "--no-ff", "-m", "merge", "side", in: "r",
      with: ["GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date])
    return try Repository(opening: fixture.path("r"))
  }

  private func expected(_ arguments: String...) throws -> [String] {
    let list = try fixture.git("rev-list", "--date-order", arguments[0], in: "r")
    return String(decoding: list, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test("is listed as git lists it by date order", arguments: ObjectFormat.allCases)
  func matchesGit(format: ObjectFormat) throws {
    fixture.use(format)
    let repository = try makeBranches()
    let main = try fixture.id("main", in: "r")
    let other = try fixture.id("other", in: "r")
    #expect(try repository.commits(reachableFrom: [main]).map(\.hex) == expected("main"))
    #expect(try repository.commits(reachableFrom: [main, other]).map(\.hex) == expected("--all"))
    #expect(
      try repository.commits(reachableFrom: [main], hiding: [other]).map(\.hex)
        == expected("other..main"))
    #expect(try repository.commits(reachableFrom: [main], hiding: [main]).isEmpty)
    #expect(try repository.commits(reachableFrom: []).isEmpty)
  }

  @Test("does not depend on clocks", arguments: ObjectFormat.allCases)
  func ignoresClocks(format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository(commits: 1)
    var line = [try fixture.id("HEAD", in: "r")]
    for time in [1_900_000_000, 1_000_000_000, 1_800_000_000, 1_100_000_000] {
      line.append(try fixture.commit("at \(time)", in: "r", time: time))
    }
    let repository = try Repository(opening: fixture.path("r"))
    #expect(try repository.commits(reachableFrom: [line[4]]) == line.reversed())
    #expect(try repository.commits(reachableFrom: [line[1]], hiding: [line[4]]).isEmpty)
  }

  @Test("says who builds on whom", arguments: ObjectFormat.allCases)
  func ancestors(format: ObjectFormat) throws {
    fixture.use(format)
    let repository = try makeBranches()
    let main = try fixture.id("main", in: "r")
    let side = try fixture.id("side", in: "r")
    let other = try fixture.id("other", in: "r")
    #expect(try repository.isAncestor(side, of: main))
    #expect(try repository.isAncestor(main, of: main))
    #expect(try !repository.isAncestor(main, of: side))
    #expect(try !repository.isAncestor(other, of: main))
  }

  @Test("starts at what a tag names, and at nothing else", arguments: ObjectFormat.allCases)
  func peelsTags(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    try fixture.git("tag", "-m", "inner", "inner", in: "r")
    try fixture.git("tag", "-m", "outer", "outer", "inner", in: "r")
    let repository = try Repository(opening: fixture.path("r"))
    let tag = try fixture.id("outer", in: "r")
    #expect(try repository.commits(reachableFrom: [tag]) == commits.reversed())
    let tree = try fixture.id("HEAD^{tree}", in: "r")
    #expect(throws: GitError.notACommit(tree)) {
      try repository.commits(reachableFrom: [tree])
    }
  }

  @Test(
    "is the stored one, whatever grafts, replacements and commit-graphs say",
    arguments: ObjectFormat.allCases)
  func ignoresOverlays(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    try fixture.write(Array("\(commits[2])\n".utf8), to: "r/.git/info/grafts")
    try fixture.git("replace", "--graft", commits[1].hex, in: "r")
    try fixture.git("commit-graph", "write", "--reachable", in: "r")
    let repository = try Repository(opening: fixture.path("r"))
    #expect(try repository.commits(reachableFrom: [commits[2]]) == commits.reversed())
    #expect(try repository.isAncestor(commits[0], of: commits[2]))
  }

  @Test("that is cut off is an error", arguments: ObjectFormat.allCases)
  func refusesShallow(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    try fixture.git("clone", "-q", "--depth=1", "file://" + fixture.path("r"), fixture.path("c"))
    let repository = try Repository(opening: fixture.path("c"))
    #expect(throws: GitError.missingObject(commits[1], operation: "walk history")) {
      try repository.commits(reachableFrom: [commits[2]])
    }
  }

  @Test(
    "orders the tips of one chain, and tells two chains apart", arguments: ObjectFormat.allCases)
  func chainOrder(format: ObjectFormat) throws {
    fixture.use(format)
    let repository = try makeBranches()
    func id(_ name: String) throws -> ObjectID { try fixture.id(name, in: "r") }
    let (main, before) = (try id("main"), try id("main^1~1"))
    #expect(try repository.chainOrder(of: main, to: main) == .same)
    #expect(try repository.chainOrder(of: main, to: before) == .ahead)
    #expect(try repository.chainOrder(of: before, to: main) == .behind)
    #expect(try repository.chainOrder(of: try id("side"), to: try id("other")) == .apart)
    // The merge reaches 'side', but not along first parents.
    #expect(try repository.chainOrder(of: main, to: try id("side")) == .apart)
  }
}
