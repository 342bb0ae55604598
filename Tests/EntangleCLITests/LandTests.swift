import Testing

@testable import EntangleCLI

@Suite("Landing at a server that asks for certificates")
struct LandTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness

  init() throws {
    stage = try ExchangeHarness(isShared: true)
    governed = stage.governed
    try governed.git("config receive.certNonceSeed seed", in: "project.git")
    try governed.git("config receive.advertisePushOptions true", in: "project.git")
    try stage.hook(
      "pre-receive",
      """
      test -n "$GIT_PUSH_CERT" || { echo "entangle: refused [H112] no push certificate" >&2; exit 1; }
      git cat-file blob "$GIT_PUSH_CERT" > "$GIT_DIR/certificate"
      """)
  }

  @Test("the push of a landing is signed, and says which repository is meant")
  func signed() throws {
    let proposal = try stage.approve("One")
    let landing = try governed.succeed("land \(proposal) --key \(stage.code)", as: "builder")
    let certificate = try governed.read("project.git/certificate")
    #expect(certificate.contains("\npush-option entangle-repository=\(stage.root)\n"))
    #expect(certificate.contains("\(landing) \(try stage.lane(of: "builder"))\n"))
    #expect(certificate.contains("BEGIN SSH SIGNATURE"))
    #expect(try stage.tip("main", in: "project.git") == stage.tip("HEAD"))
  }

  @Test("git's configuration says which key signs; who takes no push options is given none")
  func configured() throws {
    try governed.git("config receive.advertisePushOptions false", in: "project.git")
    try governed.git("config gpg.format ssh")
    try governed.git("config user.signingKey \(stage.code)")
    let proposal = try stage.approve("One")
    try governed.succeed("land \(proposal) --signed", as: "builder")
    let certificate = try governed.read("project.git/certificate")
    #expect(!certificate.contains("push-option"))
  }

  @Test("who does not sign is told how")
  func unsigned() throws {
    let proposal = try stage.approve("One")
    let result = governed.run("land \(proposal)", as: "builder")
    #expect(result.status == .refused)
    #expect(result.diagnostics.hasSuffix("\nhint: entangle land --signed \(proposal)\n"))
    #expect(try stage.tip("main", in: "project.git") != stage.tip("HEAD"))
  }
}
