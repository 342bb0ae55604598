/// The events that commands take by their id, or by the first digits of it.
extension OperandSpec {
  /// A request for a task.
  static let task = OperandSpec(
    "task", help: "the id of the request, as 'entangle task request' printed it")

  /// A proposal.
  static let proposal = OperandSpec(
    "proposal", help: "the id of the proposal, as 'entangle propose' printed it")

  /// A request for approval.
  static let approvalRequest = OperandSpec(
    "request", help: "the id of the request, as 'entangle approval request' printed it")
}
