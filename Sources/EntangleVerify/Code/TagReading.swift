internal import EntangleModel

/// The annotated tag that an event names, as the object database holds it.
struct TagReading {
  enum Problem {
    case missing
    case malformed(String)
  }

  let problem: Problem?
  let tag: CodeTag?
  let signature: CodeSignature?
  let isSignatureValid: Bool

  /// Reads the object and checks that it is what both of its names say.
  init(
    _ reference: ObjectReference, objects: any ObjectSource, cryptography: any Cryptography,
    limits: ReadLimits
  ) {
    var problem: Problem?
    var tag: CodeTag?
    do throws(ObjectReadError) {
      if let object = try objects.read(reference.id, limit: limits.commitBytes) {
        let isNamed =
          cryptography.objectID(object, format: objects.format) == reference.id
          && cryptography.digest(object) == reference.digest
        if object.type == .tag, isNamed {
          tag = CodeTag(content: object.content, format: objects.format)
        }
        if tag == nil {
          problem = .malformed("\(reference.id) is no annotated tag of a commit with that digest")
        }
      } else {
        problem = .missing
      }
    } catch {
      problem = .malformed("\(error)")
    }
    self.problem = problem
    self.tag = tag
    signature = tag.flatMap { CodeSignature(armour: $0.signatureArmour) }
    isSignatureValid =
      if let tag, let signature {
        signature.isValid(over: tag.payload, cryptography: cryptography)
      } else {
        false
      }
  }
}
