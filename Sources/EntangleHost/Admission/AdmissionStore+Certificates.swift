public import EntangleModel

extension AdmissionStore {
  /// How long it is remembered that a certificate was used, in seconds: longer than its nonce counts.
  private static let memory: Int64 = 900

  /// Takes note that a push certificate is used, by the digest of what is signed; false where it was used
  /// before. (Git makes one nonce a second for everybody, so the nonce alone does not tell certificates
  /// apart.) Throws `HostError`.
  public func use(certificate digest: SHA256Digest, at now: Timestamp) throws(HostError) -> Bool {
    let moment = Database.Value.number(now.seconds)
    return try transaction { database throws(DatabaseError) in
      try database.run("UPDATE certificates SET at = ?1 WHERE at > ?1", [moment])
      try database.run(
        "DELETE FROM certificates WHERE at <= ?1", [.number(now.seconds - Self.memory)])
      let known = try database.run(
        "SELECT count(*) FROM certificates WHERE digest = ?1", [.text(digest.hex)])
      guard known == 0 else { return false }
      try database.run(
        "INSERT INTO certificates VALUES (?1, ?2)", [.text(digest.hex), moment])
      return true
    }
  }
}
