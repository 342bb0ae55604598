/// A queue: appended to at its end, taken from at its front, each in constant time on average.
struct Queue<Element> {
  private var elements: [Element]
  private var taken = 0

  init(_ elements: some Sequence<Element>) {
    self.elements = Array(elements)
  }

  mutating func append(_ element: Element) { elements.append(element) }

  /// The element that has waited longest, or nil where there is none.
  mutating func popFirst() -> Element? {
    guard taken < elements.count else { return nil }
    defer {
      taken += 1
      if taken > 64 && taken * 2 > elements.count {
        elements.removeFirst(taken)
        taken = 0
      }
    }
    return elements[taken]
  }
}

extension Queue: Sendable where Element: Sendable {}
