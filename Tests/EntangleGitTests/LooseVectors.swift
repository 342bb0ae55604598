/// Loose object files that git would never write.
enum LooseVectors {
  /// A blob of one byte, says its header; 3,000 follow.
  static let sizeTooSmall =
    "78da4bcac94f523064701c05a360148c8251300a46c1281805a360140c7a00007fdefbc7"
}
