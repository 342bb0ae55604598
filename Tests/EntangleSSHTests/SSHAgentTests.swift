import EntangleCrypto
import EntangleModel
import EntangleSystem
import Glibc
import Testing

@testable import EntangleSSH

@Suite("The ssh-agent")
struct SSHAgentTests {
  private let seed = [UInt8](repeating: 7, count: 32)
  private let key: PublicKey
  private let other: PublicKey
  private let message = Array("to sign".utf8)

  init() throws {
    let pair = try SigningKey(seed: SecretBytes(copying: seed))
    key = try #require(PublicKey(bytes: pair.publicKey))
    other = try #require(
      PublicKey(
        bytes: SigningKey(seed: SecretBytes(copying: [UInt8](repeating: 8, count: 32))).publicKey))
  }

  /// A signature over `message` by the key of a seed, in wire form.
  private func signature(over message: [UInt8]? = nil, seed: [UInt8]? = nil) throws -> [UInt8] {
    let pair = try SigningKey(seed: SecretBytes(copying: seed ?? self.seed))
    return sshString(Array("ssh-ed25519".utf8)) + sshString(pair.sign(message ?? self.message))
  }

  /// Asks an agent that holds the key and answers a request to sign with `reply`.
  private func sign(_ reply: [UInt8]?) throws -> Result<KeySignature, AgentError> {
    let list = identitiesAnswer([(other.wire, "other"), (key.wire, "me")])
    let answer: FakeAgent.Answer = { $0 == [11] ? list : reply }
    return try ask(answer) { (agent) throws(AgentError) in
      try agent.sign(message, with: key, cryptography: SystemCryptography())
    }
  }

  private func identities(_ reply: [UInt8]?) throws -> Result<[AgentIdentity], AgentError> {
    let answer: FakeAgent.Answer = { _ in reply }
    return try ask(answer) { (agent) throws(AgentError) in try agent.identities() }
  }

  private func ask<Value>(
    _ answer: @escaping FakeAgent.Answer, _ body: (SSHAgent) throws(AgentError) -> Value
  ) throws -> Result<Value, AgentError> {
    let server = try FakeAgent(answer)
    defer { server.stop() }
    let patience = Duration.milliseconds(answer([0]) == nil ? 50 : 10_000)
    let agent = SSHAgent(socket: server.socketPath, listing: .seconds(10), signing: patience)
    do throws(AgentError) {
      return .success(try body(agent))
    } catch {
      return .failure(error)
    }
  }

  @Test("a signature by the key over the message is taken")
  func signing() throws {
    let taken = try sign(framed([14] + sshString(signature()))).get()
    #expect(taken.isValid(over: message, by: key, cryptography: SystemCryptography()))
  }

  @Test("what is asked is the key, the message and no flags")
  func request() throws {
    let list = identitiesAnswer([(key.wire, "me")])
    let reply = framed([14] + sshString(try signature()))
    let server = try FakeAgent { $0 == [11] ? list : reply }
    defer { server.stop() }
    let agent = SSHAgent(socket: server.socketPath)
    _ = try agent.sign(message, with: key, cryptography: SystemCryptography())
    #expect(
      server.asked == [[11], [13] + sshString(key.wire) + sshString(message) + [0, 0, 0, 0]])
  }

  @Test("a signature over something else, or by another key, is refused")
  func wrongSignature() throws {
    let elsewhere = try signature(over: Array("to sigm".utf8))
    let others = try signature(seed: [UInt8](repeating: 8, count: 32))
    for wire in [elsewhere, others] {
      #expect(try sign(framed([14] + sshString(wire))) == .failure(.wrongSignature(key)))
    }
  }

  @Test("an agent that will not sign is told from one that does not hold the key")
  func refusal() throws {
    #expect(try sign(framed([5])) == .failure(.refused(key)))
    let empty: FakeAgent.Answer = { _ in identitiesAnswer([]) }
    let reply = try ask(empty) { (agent) throws(AgentError) in
      try agent.sign(message, with: key, cryptography: SystemCryptography())
    }
    #expect(reply == .failure(.notHeld(key)))
  }

  @Test("every answer but a whole signature of the key's kind is refused")
  func malformedSignatures() throws {
    let good = try signature()
    let wrong: [[UInt8]] = [
      framed([14]), framed([14] + sshString([])), framed([14] + good),
      framed([14] + sshString(good) + [0]), framed([14] + sshString(good + [0])),
      framed([14] + sshString(good.dropLast())), framed([6]), framed([5, 0]),
      framed([15] + sshString(good)),
      framed([14] + sshString(sshString(Array("ssh-rsa".utf8)) + good.dropFirst(15))),
      [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff], framed([UInt8](repeating: 14, count: 262_145)),
    ]
    for reply in wrong {
      guard case .failure(.malformed) = try sign(reply) else {
        Issue.record("\(reply.prefix(100))")
        continue
      }
    }
  }

  @Test("an answer that is cut off is an error, at whatever byte")
  func truncated() throws {
    let reply = framed([14] + sshString(try signature()))
    for count in stride(from: 0, to: reply.count, by: 9) {
      guard case .failure(.system) = try sign(Array(reply.prefix(count))) else {
        Issue.record("\(count) bytes")
        continue
      }
    }
  }

  @Test("an agent that does not answer is waited for no longer than was said")
  func hanging() throws {
    guard
      case .failure(.system(cause: .callFailed(_, _, let cause))) = try sign(nil)
    else {
      Issue.record("it answered")
      return
    }
    #expect(cause.code == ETIMEDOUT)
  }

  @Test("keys are listed in their order, of whatever kind and with whatever comment")
  func listing() throws {
    let rsa = sshString(Array("ssh-rsa".utf8)) + sshString([1, 0, 1])
    let list = try identities(
      identitiesAnswer([(rsa, "a\u{1b}[2J"), (key.wire, ""), ([], "none")])
    ).get()
    #expect(list.map(\.publicKey) == [nil, key, nil])
    #expect(list.map(\.kind) == [Array("ssh-rsa".utf8), Array("ssh-ed25519".utf8), []])
    #expect(list.map { String(decoding: $0.comment, as: UTF8.self) } == ["a\u{1b}[2J", "", "none"])
    #expect(try identities(identitiesAnswer([])).get() == [])
  }

  @Test("every answer but a whole list of keys is refused")
  func malformedLists() throws {
    let one = sshString(key.wire) + sshString([])
    let wrong: [[UInt8]] = [
      framed([12]), framed([12, 0, 0, 0, 1]), framed([12, 0, 0, 0, 0, 0]),
      framed([12] + sshNumber(2) + one), framed([12] + sshNumber(1) + one + [0]),
      framed([12] + sshNumber(1) + sshString(key.wire)), framed([5]),
      framed([12] + sshNumber(.max) + one), framed([13] + sshNumber(1) + one),
      framed([12] + sshNumber(2_049) + [UInt8](repeating: 0, count: 8 * 2_049)),
    ]
    for reply in wrong {
      guard case .failure(.malformed) = try identities(reply) else {
        Issue.record("\(reply.prefix(100))")
        continue
      }
    }
  }

  @Test("without SSH_AUTH_SOCK there is no agent", arguments: ["", "relative/socket", nil])
  func noAgent(_ value: String?) {
    let environment = Environment(value.map { ["SSH_AUTH_SOCK": $0] } ?? [:])
    #expect(throws: AgentError.none) { try SSHAgent(environment: environment) }
  }

  @Test("a socket where nobody listens, a file and a name too long are errors")
  func nobody() throws {
    let directory = try TemporaryDirectory(prefix: "entangle-agent")
    let file = directory.path.appending("file")
    try FileSystem.write([], to: file)
    let long = FilePath("/" + String(repeating: "x", count: 200))
    for path in [directory.path.appending("nothing"), file, long, directory.path] {
      guard
        case .failure(.system) = Result(catching: { () throws(AgentError) in
          try SSHAgent(socket: path).identities()
        })
      else {
        Issue.record("'\(path)' answered")
        continue
      }
    }
  }
}
