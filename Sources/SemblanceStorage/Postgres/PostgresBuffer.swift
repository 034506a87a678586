/// Bytes on their way to PostgreSQL: integers in network order, fields with their length in front.
public struct PostgresBuffer: Sendable {
    private(set) var bytes: [UInt8] = []

    var count: Int { bytes.count }

    mutating func reserve(_ capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Appends an integer, most significant byte first.
    public mutating func append(integer: some FixedWidthInteger) {
        withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends bytes as they are.
    public mutating func append(bytes more: some Sequence<UInt8>) {
        bytes.append(contentsOf: more)
    }

    /// Appends 32-bit floating-point numbers, most significant byte first.
    public mutating func append(floats: [Float]) {
        let swapped = floats.map { $0.bitPattern.bigEndian }
        swapped.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// Appends a value with its length in front, as COPY and arrays want it; −1 and nothing for NULL.
    mutating func append(field value: some PostgresValue) throws {
        guard !value.isPostgresNull else { return append(integer: Int32(-1)) }
        let start = bytes.count
        append(integer: Int32(0))
        try value.encode(into: &self)
        let length = Int32(bytes.count - start - 4).bigEndian
        withUnsafeBytes(of: length) { source in
            for index in 0..<4 { bytes[start + index] = source[index] }
        }
    }
}
