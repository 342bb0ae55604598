import Glibc
import Testing

/// What `mutate.py` runs against one mutant: the vectors of one rule, or all. It stands in no target of the
/// package; the script puts it beside the other tests of its copy.
@Suite struct MutantVectors {
  @Test func `the chosen vectors hold`() {
    let code = getenv("ENTANGLE_VECTORS").map { String(cString: $0) }
    for vector in Vector.all where code == nil || vector.code == code { vector.check() }
    for vector in PushVector.all where code == nil || vector.code == code { vector.check() }
    for vector in AdmissionVector.all where code == nil || vector.code == code { vector.check() }
  }
}
