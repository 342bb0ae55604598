import EntangleHost
import Testing

/// A secret, and what is none although it looks much like it.
struct SecretSample: Sendable, CustomTestStringConvertible {
  let kind: SecretKind
  let name: String
  let secret: [UInt8]
  /// What of it is told; all of it where nil.
  private let part: [UInt8]?
  let line: Int
  let twin: [UInt8]

  var testDescription: String { "\(kind.rawValue), \(name)" }
  var shown: [UInt8] { part ?? secret }

  init(
    _ kind: SecretKind, _ name: String, _ secret: [UInt8], part: [UInt8]? = nil, line: Int = 2,
    twin: [UInt8]
  ) {
    self.kind = kind
    self.name = name
    self.secret = secret
    self.part = part
    self.line = line
    self.twin = twin
  }

  private static let letters = Array(
    "q7RkT2mWz9LcXb4HsYv8NfJd1PgE6uKa3QoZ5iBtMx0wCrVhSyDnFjGlUpAe".utf8)

  /// So many characters as a machine makes them.
  static func random(_ count: Int, from alphabet: [UInt8] = letters) -> [UInt8] {
    (0..<count).map { alphabet[($0 * 7 + $0 / alphabet.count) % alphabet.count] }
  }

  /// A start in two halves, so that it does not stand here, and a body.
  static func token(_ first: String, _ second: String, _ count: Int) -> [UInt8] {
    Array((first + second).utf8) + random(count)
  }

  private static func simple(
    _ kind: SecretKind, _ first: String, _ second: String, _ count: Int
  ) -> [SecretSample] {
    let good = token(first, second, count)
    let start = Array((first + second).utf8)
    return [
      SecretSample(kind, "cut short", good, twin: good.dropLast(count - 10)),
      SecretSample(
        kind, "all the same", good, twin: start + [UInt8](repeating: 0x78, count: count)),
      SecretSample(kind, "within a word", good, twin: Array("my_".utf8) + good),
    ]
  }

  /// Armour, its word "PRIVATE" apart from what makes it one here.
  private static func armour(_ label: String, body: [UInt8], newline: String = "\n") -> [UInt8] {
    let dashes = String(repeating: "-", count: 5)
    return Array("\(dashes)BEGIN \(label)\(dashes)\(newline)".utf8) + body
      + Array("\(newline)\(dashes)END \(label)\(dashes)".utf8)
  }

  private static func pem(_ kind: String) -> SecretSample {
    let secret = armour(kind + "PRIVATE" + " KEY", body: random(64) + [0x0a] + random(40))
    let end = Array((String(repeating: "-", count: 5) + "END").utf8)
    let start = secret.indices.first { secret[$0...].starts(with: end) } ?? secret.count
    return SecretSample(
      .privateKey, "armour of '\(kind)' without a body", secret, part: Array(secret[..<start]),
      twin: armour(kind + "PRIVATE" + " KEY", body: Array("...".utf8)))
  }

  private static func escapedPEM() -> SecretSample {
    let secret = armour("PRIVATE" + " KEY", body: random(64), newline: "\\n")
    return SecretSample(
      .privateKey, "a public key, in JSON", secret, part: Array(secret.dropLast(25)),
      twin: armour("PUBLIC KEY", body: random(64), newline: "\\n"))
  }

  private static func access() -> [SecretSample] {
    let id =
      Array("AK".utf8) + Array("IA".utf8) + random(16, from: Array("QR7TWX2YZ3ABC4DEF5".utf8))
    let secret = random(40)
    let between = Array("\"\nsecret = \"".utf8)
    return [
      SecretSample(
        .awsKey, "the id alone", id + between + secret, part: secret, line: 3, twin: id),
      SecretSample(
        .awsKey, "a hash beside it", id + between + secret, part: secret, line: 3,
        twin: id + between + random(40, from: Array("0123456789abcdef".utf8))),
    ]
  }

  private static func webToken() -> [SecretSample] {
    let start = "ey" + "J"
    let head = Array((start + "hbGciOiJIUzI1NiJ9." + start).utf8) + random(30) + [0x2e]
    return [
      SecretSample(.webToken, "no signature", head + random(43), twin: Array(head)),
      SecretSample(.webToken, "too short a one", head + random(43), twin: head + random(20)),
    ]
  }

  private static func url(_ twin: String) -> SecretSample {
    let password = "h7" + "Kq-2x"
    return SecretSample(
      .urlPassword, twin, Array("https:/".utf8) + Array("/bo:\(password)@git.corp.net/x".utf8),
      part: Array(password.utf8), twin: Array("https:/".utf8) + Array("/\(twin)".utf8))
  }

  private static func named(_ twin: String) -> SecretSample {
    let value = "s3" + "same!"
    return SecretSample(
      .namedSecret, twin, Array("secret:/".utf8) + Array("/db/main=\(value)".utf8),
      part: Array(value.utf8), twin: Array("secret:/".utf8) + Array("/\(twin)".utf8))
  }

  private static func keyFile() -> SecretSample {
    let seed = random(43) + [0x3d]
    let start = #""schema": "entangle/key"# + #"@v1", "se"# + #"ed": ""#
    return SecretSample(
      .entangleKey, "its schema alone", Array(start.utf8) + seed, part: random(43),
      twin: Array((#""schema": "entangle/key"# + #"@v1", "name": "x""#).utf8))
  }

  private static func putty() -> SecretSample {
    let start = Array(("PuTTY-User-Key-" + "File-3: ssh-ed25519\n").utf8)
    let secret = start + Array(("Private" + "-Lines: 1\n").utf8) + random(48)
    return SecretSample(
      .privateKey, "PuTTY, no private lines", secret, part: secret + Array("\"\nlast\n".utf8),
      twin: start + random(48))
  }

  static let all: [SecretSample] =
    [
      simple(.gitHub, "gh", "p_", 36), simple(.gitHub, "gh", "o_", 36),
      simple(.gitHub, "gh", "s_", 36),
      simple(.gitHub, "github_", "pat_", 82), simple(.gitLab, "glp", "at-", 20),
      simple(.gitLab, "gld", "t-", 20), simple(.slack, "xo", "xb-", 50),
      simple(.slack, "xo", "xp-", 50),
      simple(.stripe, "sk_", "live_", 24), simple(.stripe, "rk_", "live_", 24),
      simple(.google, "AI", "za", 35), simple(.npm, "np", "m_", 36),
      simple(.pypi, "pypi-AgEI", "cHlwaS5vcmc", 90), simple(.ageKey, "AGE-SECRET-", "KEY-1", 58),
      simple(.slackHook, "hooks.slack.com/", "services/", 44),
      ["OPENSSH ", "RSA ", "EC ", "DSA ", "ENCRYPTED ", ""].map(pem), [escapedPEM()], access(),
      webToken(),
      [
        "bo:${PASSWORD}@git.corp.net", "bo:<password>@git.corp.net", "bo:bo@localhost",
        "bo@git.corp.net",
        "bo:password@git.corp.net", "bo:h7Kq2x@git.example.org", "git.corp.net:80/a@b",
        "bo:%PASS%@git.corp.net",
        "bo:\" + word + \"@git.corp.net",
      ].map(url),
      ["db/main", "db/main=${X}", "db/main=", "=value"].map(named), [keyFile(), putty()],
    ].flatMap { $0 }
}
