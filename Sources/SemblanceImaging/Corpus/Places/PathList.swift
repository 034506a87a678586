import SemblanceCore

/// A file of paths, one a line or separated by zeros; paths without a leading slash are relative to the list's folder.
///
/// Empty lines, a carriage return at a line's end and a byte-order mark are dropped. Everything else belongs to a path: there are no
/// comments, and blanks count.
struct PathList {
    /// Where the list lies, absolute.
    let path: BytePath
    /// Whether zeros stand between the paths, and line feeds belong to them.
    let isZeroSeparated: Bool

    /// Hands out the paths in the list's order; relative ones are put below the list's folder.
    ///
    /// - Throws: what reading and `body` throw; `unsupported` for a line longer than any path: then this is no list.
    func forEach(_ body: (BytePath) throws -> Void) throws {
        let chunks = try FileChunks(path)
        let separator = isZeroSeparated ? 0 : UInt8(ascii: "\n")
        var line: [UInt8] = []
        var number = 1
        while true {
            let chunk = try chunks.next()
            if chunk.isEmpty { break }
            var rest = chunk[...]
            if number == 1, line.isEmpty, !isZeroSeparated, rest.starts(with: Self.byteOrderMark) { rest = rest.dropFirst(3) }
            while let end = rest.firstIndex(of: separator) {
                line += rest[..<end]
                try hand(line, number, to: body)
                line.removeAll(keepingCapacity: true)
                rest = rest[(end + 1)...]
                number += 1
            }
            line += rest
            guard line.count <= Self.longestPath else { throw tooLong(number) }
        }
        try hand(line, number, to: body)
    }

    private func hand(_ line: [UInt8], _ number: Int, to body: (BytePath) throws -> Void) throws {
        guard line.count <= Self.longestPath else { throw tooLong(number) }
        var bytes = line
        if !isZeroSeparated, bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard let first = bytes.first else { return }
        let target = BytePath(bytes: bytes)
        try body(first == UInt8(ascii: "/") ? target : path.folder.appending(target))
    }

    private func tooLong(_ number: Int) -> SemblanceError {
        SemblanceError(.unsupported, "\(path): line \(number) is longer than any path", advice: "give a list with one path a line")
    }

    private static let longestPath = 1 << 16
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
