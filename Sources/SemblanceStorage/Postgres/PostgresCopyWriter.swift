/// Writes rows in the binary format of COPY.
public struct PostgresCopyWriter {
    /// The signature, no flags, no header extension.
    private static let header: [UInt8] =
        [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
    /// How many bytes are collected before they are sent.
    private static let chunk = 1 << 16

    private var buffer = PostgresBuffer()
    private let send: ([UInt8]) throws -> Void

    init(send: @escaping ([UInt8]) throws -> Void) {
        self.send = send
        buffer.reserve(PostgresCopyWriter.chunk * 2)
        buffer.append(bytes: PostgresCopyWriter.header)
    }

    /// Writes one row, whose values have exactly the types of the columns.
    public mutating func row(_ values: any PostgresValue...) throws {
        buffer.append(integer: Int16(values.count))
        for value in values { try buffer.append(field: value) }
        if buffer.count >= PostgresCopyWriter.chunk { try flush() }
    }

    /// Writes the end mark.
    mutating func finish() throws {
        buffer.append(integer: Int16(-1))
        try flush()
    }

    private mutating func flush() throws {
        try send(buffer.bytes)
        buffer.removeAll()
    }
}
