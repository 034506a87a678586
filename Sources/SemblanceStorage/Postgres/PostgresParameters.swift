/// The bound values of one statement, in the shape that libpq takes.
struct PostgresParameters {
    let types: [UInt32]
    private let bytes: [UInt8]
    private let ranges: [Range<Int>?]

    init(_ values: [any PostgresValue]) throws {
        var buffer = PostgresBuffer()
        var types: [UInt32] = []
        var ranges: [Range<Int>?] = []
        for value in values {
            types.append(type(of: value).postgresTypeNumber)
            let start = buffer.count
            if !value.isPostgresNull { try value.encode(into: &buffer) }
            ranges.append(value.isPostgresNull ? nil : start..<buffer.count)
        }
        // An empty value still needs an address, because libpq takes none for NULL.
        buffer.append(integer: UInt8(0))
        self.types = types
        self.ranges = ranges
        bytes = buffer.bytes
    }

    /// Calls `body` with count, values, lengths and formats (1: binary).
    func withPointers<Result>(
        _ body: (Int32, [UnsafePointer<CChar>?], [Int32], [Int32]) throws -> Result
    ) rethrows -> Result {
        try bytes.withUnsafeBytes { storage in
            let base = storage.assumingMemoryBound(to: CChar.self).baseAddress
            return try body(
                Int32(ranges.count),
                ranges.map { range in range.flatMap { range in base?.advanced(by: range.lowerBound) } },
                ranges.map { Int32($0?.count ?? 0) },
                ranges.map { _ in 1 })
        }
    }
}
