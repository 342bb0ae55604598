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
  case approvalRenew = "approval.renew"
  case eventRenew = "event.renew"
  case question
  case answer
  case connectionRequest = "connection.request"
  case connectionVerdict = "connection.verdict"
  case introduction
  case close
  case land
  case tag
  case runnerTrust = "runner.trust"
  case assignmentOffer = "assignment.offer"
  case assignmentRevoke = "assignment.revoke"
  case leaseRenew = "lease.renew"
  case runStart = "run.start"
  case runStop = "run.stop"
  case runRestart = "run.restart"
  case runCancel = "run.cancel"
  case runnerHello = "runner.hello"
  case runnerHeartbeat = "runner.heartbeat"
  case runnerStatus = "runner.status"
  case assignmentAccepted = "assignment.accepted"
  case assignmentRejected = "assignment.rejected"
  case runnerReceipt = "runner.receipt"
  case recoveryFinding = "recovery.finding"
  case logSummary = "log.summary"
}
