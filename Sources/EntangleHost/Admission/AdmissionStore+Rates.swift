public import EntangleModel
public import EntangleVerify

extension AdmissionStore {
  /// Counts a push, and answers how many there were in the time of each rate before it.
  ///
  /// A time that is in the future, since the clock was set back, is taken for now: it ends when the time of
  /// the rate is over, and lets nobody push meanwhile. Throws `HostError`.
  public func count(
    by pusher: String, at now: Timestamp, within rates: [PushRate]
  ) throws(HostError) -> [RateFacts] {
    let moment = Database.Value.number(now.seconds)
    let longest = rates.map(\.seconds).max() ?? 0
    let most = rates.map(\.pushes).max() ?? 0
    return try transaction { database throws(DatabaseError) in
      try database.run("UPDATE pushes SET at = ?1 WHERE at > ?1", [moment])
      try database.run("DELETE FROM pushes WHERE at <= ?1", [.number(now.seconds - longest)])
      var facts: [RateFacts] = []
      for rate in rates { facts.append(try Self.facts(of: pusher, at: now, rate, database)) }
      try database.run("INSERT INTO pushes VALUES (?1, ?2)", [.text(pusher), moment])
      // More are never asked for; so a flood does not fill the disk.
      try database.run(
        "DELETE FROM pushes WHERE pusher = ?1 AND rowid NOT IN (SELECT rowid FROM pushes "
          + "WHERE pusher = ?1 ORDER BY at DESC, rowid DESC LIMIT ?2)",
        [.text(pusher), .number(most)])
      return facts
    }
  }

  private static func facts(
    of pusher: String, at now: Timestamp, _ rate: PushRate, _ database: Database
  ) throws(DatabaseError) -> RateFacts {
    func values(_ most: Int64) -> [Database.Value] {
      [.text(pusher), .number(now.seconds - rate.seconds), .number(most)]
    }
    let newest = "SELECT at FROM pushes WHERE pusher = ?1 AND at > ?2 ORDER BY at DESC LIMIT ?3"
    let made = try database.run("SELECT count(*) FROM (\(newest))", values(rate.pushes)) ?? 0
    // This push counts too: there is room when of it and those before it one less is in the time.
    let oldest =
      try database.run("SELECT min(at) FROM (\(newest))", values(rate.pushes - 1)) ?? now.seconds
    return RateFacts(
      pusher: pusher, rate: rate, made: made, waitSeconds: oldest + rate.seconds - now.seconds)
  }
}
