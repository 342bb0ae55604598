/// A moment in whole seconds since 1970-01-01T00:00:00Z, between the years 1970 and 9999.
///
/// Written `YYYY-MM-DDTHH:MM:SSZ` (RFC 3339, always UTC, no fraction): each moment has one spelling.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Seconds since the epoch, 0 ... 253402300799.
  public let seconds: Int64

  /// Nil outside the years 1970 to 9999.
  public init?(seconds: Int64) {
    guard (0...253_402_300_799).contains(seconds) else { return nil }
    self.seconds = seconds
  }

  /// Reads `YYYY-MM-DDTHH:MM:SSZ`; nil for every other text, dates that do not exist included.
  public init?(_ text: some Collection<UInt8>) {
    let bytes = Array(text)
    guard bytes.count == 20 else { return nil }
    func number(_ start: Int, _ count: Int) -> Int64? {
      var value: Int64 = 0
      for byte in bytes[start..<(start + count)] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
      let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2),
      let moment = Timestamp(
        seconds: Self.days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second),
      moment.text == bytes
    else { return nil }
    self = moment
  }

  /// Reads `YYYY-MM-DDTHH:MM:SSZ`.
  public init?(_ text: String) {
    self.init(text.utf8)
  }

  public var description: String { String(decoding: text, as: UTF8.self) }

  /// The text, in ASCII: 20 bytes.
  var text: [UInt8] {
    let (year, month, day) = Self.date(seconds / 86_400)
    let rest = seconds % 86_400
    var text: [UInt8] = []
    text.reserveCapacity(20)
    func append(_ number: Int64, _ end: Unicode.Scalar) {
      text.append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
      text.append(UInt8(ascii: "0") + UInt8(number % 10))
      text.append(UInt8(ascii: end))
    }
    text.append(UInt8(ascii: "0") + UInt8(year / 1_000))
    text.append(UInt8(ascii: "0") + UInt8(year / 100 % 10))
    append(year, "-")
    append(month, "-")
    append(day, "T")
    append(rest / 3_600, ":")
    append(rest / 60 % 60, ":")
    append(rest % 60, "Z")
    return text
  }

  /// The moment so many seconds later; nil outside the range.
  public func adding(seconds more: Int64) -> Timestamp? {
    let (sum, overflow) = seconds.addingReportingOverflow(more)
    return overflow ? nil : Timestamp(seconds: sum)
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.seconds < right.seconds
  }

  /// Days since the epoch of a date of the Gregorian calendar; a month or day outside its range
  /// gives the days of some other date, which the caller finds by writing it again.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The date of the Gregorian calendar so many days after the epoch.
  private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}
