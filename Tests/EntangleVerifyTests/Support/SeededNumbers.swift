import Glibc

/// How many of something the environment asks for; nil where it says nothing.
func askedCount(_ variable: String) -> Int? {
  getenv(variable).flatMap { Int(String(cString: $0)) }
}

/// Numbers that are the same in each run (SplitMix64, by Steele, Lea and Flood).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }

  /// Whether something of that probability, in per cent, happens.
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  /// One of them; nil where there is none.
  mutating func pick<Value>(_ values: [Value]) -> Value? { values.randomElement(using: &self) }

  /// A whole number of a range.
  mutating func number(_ range: ClosedRange<Int64>) -> Int64 { .random(in: range, using: &self) }
}
