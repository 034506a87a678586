import SemblanceCore

/// What an animated WebP says of itself.
public struct AnimatedWebP: Sendable {
    /// How often it is shown; 0 for ever.
    public let loops: Int
    /// How long each frame is shown, in milliseconds.
    public let durations: [Int]
    /// The first frame as a still WebP of its own.
    public let first: [UInt8]

    /// Reads the chunks of a file (RFC 9649).
    ///
    /// - Throws: `undecodable` for anything else than an animation
    public init(_ file: [UInt8]) throws {
        guard file.starts(with: Array("RIFF".utf8)), file.dropFirst(8).starts(with: Array("WEBPVP8X".utf8)) else {
            throw SemblanceError(.undecodable, "this is no extended WebP")
        }
        var (loops, durations, first): (Int?, [Int], [UInt8]) = (nil, [], [])
        var position = 12
        while position + 8 <= file.count {
            let name = String(decoding: file[position..<position + 4], as: UTF8.self)
            let size = Self.number(file[position + 4..<position + 8])
            let content = file[(position + 8)..<min(position + 8 + size, file.count)]
            if name == "ANIM" { loops = Self.number(content.dropFirst(4).prefix(2)) }
            if name == "ANMF" {
                durations.append(Self.number(content.dropFirst(12).prefix(3)))
                if first.isEmpty { first = Self.still(Array(content.dropFirst(16))) }
            }
            position += 8 + size + size % 2
        }
        guard let loops, !durations.isEmpty else { throw SemblanceError(.undecodable, "this WebP is no animation") }
        (self.loops, self.durations, self.first) = (loops, durations, first)
    }

    private static func still(_ chunks: [UInt8]) -> [UInt8] {
        let size = chunks.count + 4
        return Array("RIFF".utf8) + (0..<4).map { UInt8(size >> (8 * $0) & 255) } + Array("WEBP".utf8) + chunks
    }

    /// A number, its least byte first.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reversed().reduce(0) { $0 << 8 | Int($1) } }
}
