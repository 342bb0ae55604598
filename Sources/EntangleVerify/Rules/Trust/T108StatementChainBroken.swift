internal import EntangleModel

/// Repository, previous digest, version and time of a statement must continue the chain. Stops: an
/// older state pushed as new, a state of another repository, a second founding.
struct T108StatementChainBroken: TrustRule {
  static let text = RuleText(
    "T108", "the statement does not follow the one before",
    rule: "Repository, previous digest, version and time of a statement must continue the "
      + "chain.",
    stops: "an older state pushed as new, a state of another repository, a second founding.",
    hint: "publish on top of the newest state")

  func findings(in context: TrustContext) -> [Finding] {
    guard let step = context.step else { return [] }
    let statement = step.state.statement
    guard let previous = context.previous else {
      let isFounding =
        statement.version == 1 && statement.previous == .zero && statement.repository == .zero
        && step.commit.header.parents.isEmpty
      return isFounding ? [] : [Self.broken("the first state is not a founding one")]
    }
    guard statement.repository == previous.repository else {
      return [Self.broken("it is of the repository \(statement.repository)")]
    }
    guard statement.previous == previous.name.digest else {
      return [Self.broken("it follows the state \(statement.previous)")]
    }
    guard statement.version == previous.name.version + 1 else {
      return [Self.broken("version \(statement.version) after \(previous.name.version)")]
    }
    guard statement.issued >= previous.state.statement.issued else {
      return [Self.broken("issued \(statement.issued), before the state that it follows")]
    }
    return []
  }
}
