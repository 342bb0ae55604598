internal import EntangleModel
internal import EntangleSystem

/// Reads loose objects (`gitrepository-layout(5)`) with zlib alone.
///
/// libgit2 1.5 is not asked: it writes past its buffer where the header of a loose object names
/// fewer bytes than follow.
enum LooseObjects {
  private static let longestHeader = 32
  private static let firstRead = 4096

  /// The object of that name in an object folder, or nil where it is not there.
  ///
  /// `limit` bounds the content, in bytes, before memory is taken for it. The name is not checked
  /// against the content. Throws `ObjectReadError`.
  static func read(
    _ id: ObjectID, in directory: FilePath, limit: Int
  ) throws(ObjectReadError) -> RawObject? {
    let file: ReadableFile?
    do {
      file = try GitFiles.open(path(of: id, in: directory))
    } catch {
      throw .unreadable(id, detail: error.description)
    }
    guard let file else { return nil }
    return try read(id, from: file, limit: limit)
  }

  /// The object that a file holds, read from its start; as `read(_:in:limit:)`.
  static func read(
    _ id: ObjectID, from file: borrowing ReadableFile, limit: Int
  ) throws(ObjectReadError) -> RawObject {
    do {
      return try object(id, in: file, limit: limit)
    } catch let error as ObjectReadError {
      throw error
    } catch let error as SystemError {
      throw .unreadable(id, detail: GitError.system(error).description)
    } catch Inflater.Failure.malformed {
      throw .corrupt(id, detail: "not a zlib stream")
    } catch {
      throw .unreadable(id, detail: "out of memory")
    }
  }

  /// The file of a loose object: two hexadecimal digits, a slash, the rest.
  static func path(of id: ObjectID, in directory: FilePath) -> FilePath {
    let digits = Hex.encodeBytes(id.bytes)
    return directory.appending(digits.prefix(2)).appending(digits.dropFirst(2))
  }

  private static func object(
    _ id: ObjectID, in file: borrowing ReadableFile, limit: Int
  ) throws -> RawObject {
    var input = try file.read(upTo: min(max(file.size, 1), firstRead))
    var inflater = try Inflater()
    var head = [UInt8](repeating: 0, count: longestHeader)
    let start = try inflate(&inflater, input[...], into: &head)
    guard let header = parse(header: head.prefix(start.produced)) else {
      throw ObjectReadError.corrupt(id, detail: "malformed header")
    }
    guard header.size <= limit else {
      throw ObjectReadError.tooLarge(id, size: header.size, limit: limit)
    }
    let beginning = head[header.length..<start.produced]
    // Deflate adds less than an eighth even where nothing can be made smaller.
    guard beginning.count <= header.size, file.size / 9 * 8 <= header.size + firstRead else {
      throw ObjectReadError.corrupt(id, detail: "longer than its header says")
    }
    while input.count < file.size {
      let more = try file.read(upTo: file.size - input.count)
      guard !more.isEmpty else { break }
      input += more
    }
    let content = try rest(
      &inflater, input[start.consumed...], behind: beginning, size: header.size, id)
    return RawObject(type: header.type, content: content)
  }

  /// The whole content, of which `beginning` is there already.
  private static func rest(
    _ inflater: inout Inflater, _ input: ArraySlice<UInt8>, behind beginning: ArraySlice<UInt8>,
    size: Int, _ id: ObjectID
  ) throws -> [UInt8] {
    var consumed = 0
    let content = try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = buffer.update(fromContentsOf: beginning)
      let room = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[count..<size])
      let step = try input.withUnsafeBytes { try inflater.inflate($0, into: room) }
      count += step.produced
      consumed = step.consumed
    }
    var overflow: [UInt8] = [0]
    let end = try inflate(&inflater, input.dropFirst(consumed), into: &overflow)
    guard content.count == size, end.produced == 0, inflater.isAtEnd else {
      throw ObjectReadError.corrupt(id, detail: "content does not have the length of its header")
    }
    guard consumed + end.consumed == input.count else {
      throw ObjectReadError.corrupt(id, detail: "bytes behind the end")
    }
    return content
  }

  private static func inflate(
    _ inflater: inout Inflater, _ input: ArraySlice<UInt8>, into output: inout [UInt8]
  ) throws -> (consumed: Int, produced: Int) {
    try input.withUnsafeBytes { bytes in
      try output.withUnsafeMutableBytes { try inflater.inflate(bytes, into: $0) }
    }
  }

  /// Reads `type SP size NUL`, the size in decimal digits without leading zeros.
  private static func parse(
    header: ArraySlice<UInt8>
  ) -> (type: ObjectType, size: Int, length: Int)? {
    guard let end = header.firstIndex(of: 0),
      let space = header[..<end].firstIndex(of: UInt8(ascii: " ")),
      let type = ObjectType(rawValue: String(decoding: header[..<space], as: UTF8.self))
    else { return nil }
    let digits = header[(space + 1)..<end]
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
      digits.count == 1 || digits.first != UInt8(ascii: "0"),
      let size = Int(String(decoding: digits, as: UTF8.self))
    else { return nil }
    return (type, size, end + 1)
  }
}
