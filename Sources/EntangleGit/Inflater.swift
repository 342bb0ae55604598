internal import CGit2

/// One zlib stream (RFC 1950) being decompressed.
struct Inflater: ~Copyable {
  /// Why a stream cannot be decompressed.
  enum Failure: Error {
    /// The bytes are no zlib stream.
    case malformed
    /// zlib found no memory.
    case outOfMemory
  }

  // zlib's state points back at its stream, which therefore must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// Whether the end of the stream was met and its checksum was right.
  private(set) var isAtEnd = false

  /// Throws `.outOfMemory`.
  init() throws(Failure) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard entangle_inflate_init(stream) == Z_OK else {
      stream.deallocate()
      throw .outOfMemory
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Makes ready for another stream.
  mutating func reset() {
    inflateReset(stream)
    isAtEnd = false
  }

  /// Decompresses until the output is full, the input is used up or the stream ends.
  ///
  /// Answers how many bytes of each were used; the input is only read.
  mutating func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(Failure) -> (consumed: Int, produced: Int) {
    var consumed = 0
    var produced = 0
    while !isAtEnd {
      let offered = UInt32(clamping: input.count - consumed)
      let room = UInt32(clamping: output.count - produced)
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: input.baseAddress?.advanced(by: consumed).assumingMemoryBound(to: Bytef.self))
      stream.pointee.avail_in = offered
      stream.pointee.next_out =
        output.baseAddress?.advanced(by: produced).assumingMemoryBound(to: Bytef.self)
      stream.pointee.avail_out = room
      let status = CGit2.inflate(stream, Z_NO_FLUSH)
      let taken = Int(offered - stream.pointee.avail_in)
      let given = Int(room - stream.pointee.avail_out)
      consumed += taken
      produced += given
      switch status {
      case Z_STREAM_END: isAtEnd = true
      case Z_OK where taken > 0 || given > 0: continue
      case Z_OK, Z_BUF_ERROR: return (consumed, produced)
      case Z_MEM_ERROR: throw .outOfMemory
      default: throw .malformed
      }
    }
    return (consumed, produced)
  }
}
