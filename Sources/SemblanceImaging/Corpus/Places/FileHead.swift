import SemblanceCore

/// What the first bytes of a file say that it is.
enum FileHead {
    case image
    case tar
    /// Something that has to be decompressed first, by the command that does so.
    case compressed(with: String)
    /// Text that may be a list of paths, one a line.
    case lines
    /// Paths that may be separated by zeros.
    case zeroSeparated
    /// Anything else, in words.
    case other(String)

    /// How many first bytes to look at.
    static let count = 4096

    /// - Parameters:
    ///   - bytes: the first `count` bytes, or fewer where the file has no more
    ///   - path: the file's name, which says `.tar` for the tars that have no magic number
    init(_ bytes: [UInt8], path: BytePath) {
        if let tool = Self.compressions.first(where: { bytes.starts(with: $0.magic) })?.tool {
            self = .compressed(with: tool)
        } else if ImageFormat(firstBytes: bytes) != nil {
            self = .image
        } else if bytes.dropFirst(257).starts(with: "ustar".utf8) || path.bytes.suffix(4).elementsEqual(".tar".utf8) {
            self = .tar
        } else if !bytes.contains(0) {
            self = .lines
        } else if Self.mayBeZeroSeparated(bytes) {
            self = .zeroSeparated
        } else {
            self = .other(bytes.withUnsafeBytes { ForeignFormat.name(of: $0) } ?? "neither an image, a tar nor a list of paths")
        }
    }

    /// Names hold hardly any control characters, and no name is empty; other binary files have both.
    private static func mayBeZeroSeparated(_ bytes: [UInt8]) -> Bool {
        let areNames = bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().allSatisfy { !$0.isEmpty }
        return areNames && bytes.allSatisfy { $0 == 0 || $0 >= 0x20 || (0x09...0x0D).contains($0) }
    }

    private static let compressions: [(magic: [UInt8], tool: String)] =
        [
            ([0x1F, 0x8B], "gunzip --keep"), ([0x28, 0xB5, 0x2F, 0xFD], "unzstd"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "unxz --keep"),
        ]
        + (UInt8(ascii: "1")...UInt8(ascii: "9")).map { (Array("BZh".utf8) + [$0, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59], "bunzip2 --keep") }
}
