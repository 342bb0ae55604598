internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// The denylist of another repository, as it is taken in here.
struct ForeignDenylist {
  /// What there is to be taken in.
  struct Offers {
    var drafts: [DenylistComposer.Draft] = []
    /// How many are of hosts that the law does not believe, by their repositories.
    var refused: [SHA256Digest: Int] = [:]
    /// Why others cannot be taken.
    var failed: [String] = []
  }

  private let governed: GovernedRepository
  private let reader: DenylistReader
  private let now: Timestamp
  private let context: CommandContext
  /// Its entries, oldest first, with the commits.
  private var entries: [(reading: DenylistReading, object: RawObject)] = []
  private var denylist = Denylist()

  /// Reads it, whatever its signatures are worth: here they are looked at.
  init(
    _ governed: GovernedRepository, at now: Timestamp, in context: CommandContext
  ) throws(CommandError) {
    self.governed = governed
    self.now = now
    self.context = context
    reader = DenylistReader(objects: governed.objects, cryptography: context.cryptography)
    denylist = try DenylistAccess.denylist(in: governed, context)
    var next = denylist.last?.id
    while let id = next {
      let limits = ReadLimits()
      guard let object = try? governed.objects.read(id, limit: limits.eventBytes),
        let reading = try? DenylistReading(object, format: id.format, limits: limits)
      else { throw CommandError("the denylist there cannot be read") }
      entries.append((reading, object))
      next = reading.header.parents.first
    }
    entries.reverse()
  }

  /// What of it a list lacks, under a law: bans that hold there, and lifts of such as were taken in.
  func offers(
    to list: Denylist, under law: TrustState
  ) throws(CommandError) -> Offers {
    var offers = Offers()
    let proof = NativeProof(
      governed, entries: entries, root: entries.first?.reading.entry.repository, at: now,
      in: context)
    for (index, entry) in entries.enumerated() {
      let origin = self.origin(entry.reading.entry)
      guard list.sequence(of: origin) == nil, isWanted(entry.reading.entry, list) else { continue }
      guard law.peers.values.contains(where: { $0.repository == origin.repository }) else {
        offers.refused[origin.repository, default: 0] += 1
        continue
      }
      let found: ForeignEntry
      if case .imported(let imported) = entry.reading.entry.content {
        guard case .success(let files) = reader.files(entry.reading) else {
          offers.failed.append("entry \(index + 1): its files are not there")
          continue
        }
        found = ForeignEntry(imported: imported, files: files)
      } else {
        do throws(NativeProof.Gap) {
          found = try proof.entry(index)
        } catch {
          offers.failed.append("entry \(index + 1): \(error.detail)")
          continue
        }
      }
      guard law.peerKey(found.imported.host, of: origin.repository, context.cryptography) != nil
      else {
        offers.refused[origin.repository, default: 0] += 1
        continue
      }
      offers.drafts.append(
        DenylistComposer.Draft(content: .imported(found.imported), files: found.files))
    }
    return offers
  }

  private func origin(_ entry: DenylistEntry) -> ImportedEntry.Origin {
    if case .imported(let imported) = entry.content { return imported.origin }
    return ImportedEntry.Origin(repository: entry.repository, sequence: entry.sequence)
  }

  /// Whether it is a ban that holds where it was made, or a lift of one that a list has and that nothing has lifted there.
  private func isWanted(_ entry: DenylistEntry, _ list: Denylist) -> Bool {
    let place = origin(entry)
    func isHeld(_ number: Int64) -> Bool {
      let origin = ImportedEntry.Origin(repository: place.repository, sequence: number)
      return list.sequence(of: origin).flatMap { list.bans[$0] }.map { $0.lift == nil } ?? false
    }
    switch entry.content {
    case .ban(let ban):
      return denylist.bans[entry.sequence]?.lift == nil && ban.expires.map { now < $0 } ?? true
    case .lift(let number): return isHeld(number)
    case .imported(let imported):
      switch imported.content {
      case .ban(let ban, _):
        // (What is lifted where it was taken in is that list's affair.)
        var isLifted = false
        if case .imported? = denylist.bans[entry.sequence]?.lift?.content { isLifted = true }
        return !isLifted && ban.expires.map { now < $0 } ?? true
      case .lift(let number): return isHeld(number)
      }
    }
  }
}

/// An entry of another list, with the files that show it.
struct ForeignEntry {
  let imported: ImportedEntry
  let files: [String: [UInt8]]
}
