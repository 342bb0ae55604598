/// What a secret is, as far as its shape tells.
public enum SecretKind: String, Sendable, Hashable, CaseIterable {
  case privateKey = "private key"
  case entangleKey = "key file of entangle"
  case ageKey = "private key of age"
  case awsKey = "secret access key of AWS"
  case gitHub = "token of GitHub"
  case gitLab = "token of GitLab"
  case slack = "token of Slack"
  case slackHook = "incoming webhook of Slack"
  case stripe = "live key of Stripe"
  case google = "API key of Google"
  case npm = "token of npm"
  case pypi = "token of PyPI"
  case webToken = "signed JSON web token"
  case urlPassword = "password in a URL"
  case namedSecret = "value of a 'secret://' name"

  /// Whether people may have chosen it, so that its digest would let others guess it.
  public var isGuessable: Bool { self == .urlPassword || self == .namedSecret }
}

/// Where a secret stands among some bytes.
public struct SecretMatch: Sendable, Hashable {
  public let kind: SecretKind
  /// The bytes that are the secret.
  public let range: Range<Int>
}
