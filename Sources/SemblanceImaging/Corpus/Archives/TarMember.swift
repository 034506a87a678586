/// A regular file within a tar.
struct TarMember {
    /// Its path as the tar has it, without a leading `./`.
    let name: BytePath
    /// How many bytes it has.
    let size: Int64
    /// Where its first header begins, in bytes from the start of the tar.
    let position: Int64

    /// Whether a component of the path begins with a dot; `.` and `..` do not count.
    static func isHidden(_ name: BytePath) -> Bool {
        let dot = UInt8(ascii: ".")
        return name.bytes.split(separator: UInt8(ascii: "/")).contains {
            $0.first == dot && !$0.elementsEqual([dot]) && !$0.elementsEqual([dot, dot])
        }
    }

    /// A member's path as the tar writes it, without any leading `./`.
    static func name(_ written: UnsafeBufferPointer<UInt8>) -> BytePath {
        var rest = written[...]
        while rest.starts(with: "./".utf8) { rest = rest.dropFirst(2).drop { $0 == UInt8(ascii: "/") } }
        return BytePath(bytes: Array(rest))
    }
}
