/// One shape of secrets: a text that it has, of which two bytes lead to it, and what must stand around that.
struct SecretShape: Sendable {
  let kind: SecretKind
  /// What it begins with.
  let start: [UInt8]
  /// Which two bytes of the start the search looks for: the place of the first of them.
  let anchor: Int
  /// What the secret is of a start at a place; nil where it is none.
  let range: @Sendable (_ bytes: SearchedBytes, _ place: Int) -> Range<Int>?

  init(
    _ kind: SecretKind, _ start: String, anchor: Int,
    range: @escaping @Sendable (_ bytes: SearchedBytes, _ place: Int) -> Range<Int>?
  ) {
    self.kind = kind
    self.start = Array(start.utf8)
    self.anchor = anchor
    self.range = range
  }

  /// A token: a start that no word goes before, and so many bytes of an alphabet, which no further one
  /// follows.
  static func token(
    _ kind: SecretKind, _ start: String, anchor: Int, _ alphabet: SecretAlphabet,
    _ counts: ClosedRange<Int>
  ) -> SecretShape {
    let length = start.utf8.count
    return SecretShape(kind, start, anchor: anchor) { bytes, place in
      guard !bytes.isWithinWord(at: place) else { return nil }
      let body = place + length
      let end = bytes.endOfRun(from: body, of: alphabet, most: counts.upperBound + 1)
      guard counts.contains(end - body), bytes.looksRandom(body..<end, in: alphabet) else {
        return nil
      }
      return place..<end
    }
  }

  /// The secret whose two bytes stand at a place; nil where there is none.
  func match(_ bytes: SearchedBytes, anchoredAt place: Int) -> SecretMatch? {
    let begin = place - anchor
    guard bytes.hasText(start, at: begin), let range = range(bytes, begin) else { return nil }
    return SecretMatch(kind: kind, range: range)
  }
}

extension SecretShape {
  /// Every shape that is looked for. Where they are laid down: GitHub, "Behind GitHub's new authentication
  /// token formats"; GitLab, "Token overview"; Slack, "Token types"; Stripe, "API keys"; AWS, "IAM
  /// identifiers"; Google Cloud, "API keys overview"; npm, "About access tokens"; PyPI, "API tokens" (the
  /// macaroon begins with its location); RFC 7519; RFC 7468; RFC 9580.
  static let all: [SecretShape] =
    ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map {
      token(.gitHub, $0, anchor: 2, .word, 36...255)
    } + [
      token(.gitHub, "github_pat_", anchor: 5, .name, 60...255),
      token(.gitLab, "glpat-", anchor: 4, .dotted, 20...400),
      token(.gitLab, "glptt-", anchor: 4, .url, 20...400),
      token(.gitLab, "gldt-", anchor: 3, .dotted, 20...400),
      token(.gitLab, "glrt-", anchor: 3, .dotted, 20...400),
      token(.gitLab, "glsoat-", anchor: 5, .url, 20...400),
      token(.gitLab, "glcbt-", anchor: 4, .url, 20...400),
    ]
    + ["xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-"].map {
      token(.slack, $0, anchor: 1, .dashed, 20...400)
    } + [
      token(.slack, "xapp-", anchor: 1, .dashed, 40...400),
      token(.slackHook, "hooks.slack.com/services/", anchor: 5, .path, 40...100),
      token(.stripe, "sk_live_", anchor: 1, .word, 20...400),
      token(.stripe, "rk_live_", anchor: 1, .word, 20...400),
      token(.google, "AIza", anchor: 1, .url, 35...35),
      token(.npm, "npm_", anchor: 2, .word, 36...36),
      token(.pypi, "pypi-AgEIcHlwaS5vcmc", anchor: 4, .url, 50...400),
      token(.pypi, "pypi-AgENdGVzdC5weXBpLm9yZw", anchor: 4, .url, 50...400),
      token(.ageKey, "AGE-SECRET-KEY-1", anchor: 10, .word, 58...58),
      SecretShape(.privateKey, "-----BEGIN ", anchor: 5, range: armouredKey),
      SecretShape(.privateKey, "PuTTY-User-Key-File-", anchor: 3, range: puttyKey),
      SecretShape(.entangleKey, "\"entangle/key@v1\"", anchor: 12, range: entangleKey),
      SecretShape(.awsKey, "AKIA", anchor: 1, range: accessKey),
      SecretShape(.awsKey, "ASIA", anchor: 1, range: accessKey),
      SecretShape(.webToken, "eyJ", anchor: 1, range: webToken),
      SecretShape(.namedSecret, "secret://", anchor: 6, range: namedValue),
      SecretShape(.urlPassword, "://", anchor: 0, range: urlPassword),
    ]
}
