import SemblanceCore

/// Reads comma-separated values record by record (RFC 4180), from a file of any size or from bytes.
///
/// Fields may stand in quotes, with `""` for a quote and with commas and line ends inside. Lines end in LF, CRLF or CR, the last one may
/// go without; empty lines and a byte-order mark are passed over. Fields come as bytes: names of files need not be UTF-8.
public struct CSVReader {
    private let source: String
    /// Where more bytes come from, for a file.
    private let chunks: FileChunks?
    private var bytes: [UInt8]
    private var position: Int
    private var line = 1
    private var recordBytes = 0
    /// The line on which the record that was read last begins, counted from 1.
    public private(set) var recordLine = 1

    /// Reads from bytes.
    ///
    /// - Parameters:
    ///   - bytes: a whole file
    ///   - source: its name for messages
    public init(_ bytes: [UInt8], source: String) {
        self.init(bytes, source: source, chunks: nil)
    }

    /// Reads from a file in pieces; what is held is one record.
    ///
    /// - Throws: `notFound` or `unreadable`, naming the file.
    public init(file path: BytePath) throws {
        let chunks = try FileChunks(path)
        self.init(try chunks.next(), source: path.description, chunks: chunks)
    }

    private init(_ bytes: [UInt8], source: String, chunks: FileChunks?) {
        self.bytes = bytes
        self.source = source
        self.chunks = chunks
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The fields of the next record; nil at the end.
    ///
    /// - Throws: `corrupt`, with the line, for quotes that are not closed or that end in the middle of a field, and for a record of more
    ///   than 16 MiB; `unreadable` where the file cannot be read on.
    public mutating func next() throws -> [[UInt8]]? {
        while let byte = try peek(), Self.isLineEnd(byte) { try skipLineEnd() }
        guard try peek() != nil else { return nil }
        recordLine = line
        recordBytes = 0
        var fields: [[UInt8]] = []
        while true {
            fields.append(try field())
            guard let byte = try peek() else { return fields }
            if byte != Self.comma {
                try skipLineEnd()
                return fields
            }
            position += 1
            try count(1)
        }
    }

    /// The byte at the position; nil at the end.
    private mutating func peek() throws -> UInt8? {
        if position < bytes.count { return bytes[position] }
        guard let chunks else { return nil }
        bytes = try chunks.next()
        position = 0
        return bytes.first
    }

    private mutating func field() throws -> [UInt8] {
        if try peek() == Self.quote { return try quotedField() }
        var field: [UInt8] = []
        while try peek() != nil {
            let end = bytes[position...].firstIndex { $0 == Self.comma || Self.isLineEnd($0) } ?? bytes.count
            try count(end - position)
            field += bytes[position..<end]
            position = end
            if end < bytes.count { break }
        }
        return field
    }

    private mutating func quotedField() throws -> [UInt8] {
        let firstLine = line
        var field: [UInt8] = []
        position += 1
        while let byte = try peek() {
            position += 1
            try count(1)
            if byte != Self.quote {
                if byte == Self.lineFeed { line += 1 }
                field.append(byte)
                continue
            }
            guard let next = try peek() else { return field }
            if next == Self.quote {
                position += 1
                field.append(byte)
            } else {
                guard Self.isLineEnd(next) || next == Self.comma else {
                    throw SemblanceError(
                        .corrupt, "\(source): line \(line): text follows a closing quote",
                        advice: "write a quote inside a quoted field as two quotes")
                }
                return field
            }
        }
        throw SemblanceError(.corrupt, "\(source): line \(firstLine): a quote is not closed", advice: "close it")
    }

    private mutating func skipLineEnd() throws {
        let isCarriageReturn = bytes[position] == Self.carriageReturn
        position += 1
        if isCarriageReturn, try peek() == Self.lineFeed { position += 1 }
        line += 1
    }

    private mutating func count(_ bytes: Int) throws {
        recordBytes += bytes
        guard recordBytes <= Self.maximumRecordBytes else {
            throw SemblanceError(
                .corrupt, "\(source): line \(recordLine): a record of more than \(Self.maximumRecordBytes) bytes",
                advice: "look for a quote that is not closed")
        }
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

    private static let maximumRecordBytes = 1 << 24
    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
