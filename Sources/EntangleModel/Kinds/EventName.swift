/// The kinds of event, by name, in the order of the table.
public enum EventName: String, Sendable, Hashable, CaseIterable {
  case taskRequest = "task.request"
  case taskAccept = "task.accept"
  case taskReject = "task.reject"
  case taskUpdate = "task.update"
  case taskResult = "task.result"
  case taskHandoff = "task.handoff"
  case taskCancel = "task.cancel"
  case changePropose = "change.propose"
  case changeReview = "change.review"
  case approvalRequest = "approval.request"
  case approvalResponse = "approval.response"
  case approvalWithdraw = "approval.withdraw"
  case land
}
