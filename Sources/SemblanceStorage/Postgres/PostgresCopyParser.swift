import SemblanceCore

/// Takes the binary format of COPY apart, however its bytes are cut into messages.
struct PostgresCopyParser {
    private static let fixedHeader = 19

    private var pending: [UInt8] = []
    private var sawHeader = false
    private var sawEnd = false

    /// Reads all rows that are complete now and keeps the rest for the next call.
    mutating func consume(_ bytes: UnsafeRawBufferPointer, row: (inout PostgresCopyRow) throws -> Void) throws {
        guard pending.isEmpty else {
            pending.append(contentsOf: bytes)
            let all = pending
            pending = []
            return try all.withUnsafeBytes { try parse($0, row: row) }
        }
        try parse(bytes, row: row)
    }

    /// Throws `engine` unless the end mark was read.
    func finish() throws {
        guard sawEnd, pending.isEmpty else {
            throw SemblanceError(.engine, "the database stopped in the middle of its answer", advice: "try again")
        }
    }

    private mutating func parse(_ bytes: UnsafeRawBufferPointer, row: (inout PostgresCopyRow) throws -> Void) throws {
        var offset = 0
        if !sawHeader {
            guard let length = headerLength(bytes) else { return pending.append(contentsOf: bytes) }
            sawHeader = true
            offset = length
        }
        while offset + 2 <= bytes.count, !sawEnd {
            let columns = Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self)))
            if columns < 0 {
                sawEnd = true
                offset += 2
                break
            }
            guard let end = tupleEnd(bytes, from: offset + 2, columns: columns) else { break }
            var next = PostgresCopyRow(bytes: UnsafeRawBufferPointer(rebasing: bytes[(offset + 2)..<end]), columns: columns)
            try row(&next)
            offset = end
        }
        if offset < bytes.count { pending.append(contentsOf: bytes[offset...]) }
    }

    private func headerLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= PostgresCopyParser.fixedHeader else { return nil }
        let length = PostgresCopyParser.fixedHeader + Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 15, as: UInt32.self)))
        return bytes.count >= length ? length : nil
    }

    private func tupleEnd(_ bytes: UnsafeRawBufferPointer, from start: Int, columns: Int) -> Int? {
        var offset = start
        for _ in 0..<columns {
            guard offset + 4 <= bytes.count else { return nil }
            offset += 4 + max(0, Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))))
        }
        return offset <= bytes.count ? offset : nil
    }
}
