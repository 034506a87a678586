import SemblanceCore

extension Float: PostgresArrayElement {
    /// pgvector's `vector`, whose number the server infers.
    public static var postgresArrayTypeNumber: UInt32 { PostgresType.inferred.oid }

    /// The most dimensions that pgvector stores in a `vector`.
    public static let maximumVectorDimension = 16_000

    /// Dimension (int16), an unused int16, and the values.
    ///
    /// - Throws: `invalidArgument` for no values, more than 16 000, NaN and infinities
    public static func encodeArray(_ array: [Float], into buffer: inout PostgresBuffer) throws {
        guard (1...maximumVectorDimension).contains(array.count) else {
            throw SemblanceError(
                .invalidArgument, "a vector has \(array.count) dimensions; the database stores 1 to \(maximumVectorDimension)")
        }
        guard array.allSatisfy(\.isFinite) else {
            throw SemblanceError(.invalidArgument, "a vector holds a value that is not finite (NaN or infinity)")
        }
        buffer.append(integer: Int16(array.count))
        buffer.append(integer: Int16(0))
        buffer.append(floats: array)
    }

    /// Dimension (int16), an unused int16, and the values.
    public static func decodeArray(_ field: PostgresField) throws -> [Float] {
        var values: [Float] = []
        try appendVector(field, to: &values)
        return values
    }

    /// Appends a vector's values to `values`, so that many vectors lie in one block.
    ///
    /// - Returns: how many values the vector has
    @discardableResult
    static func appendVector(_ field: PostgresField, to values: inout [Float]) throws -> Int {
        let bytes = try field.contents(for: [Float].self)
        guard bytes.count >= 4 else { throw field.mismatch("is no vector") }
        let count = Int(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
        guard count > 0, bytes.count == 4 + 4 * count else { throw field.mismatch("is no vector") }
        let words = UnsafeRawBufferPointer(rebasing: bytes[4...])
        let start = values.count
        values.append(contentsOf: repeatElement(0, count: count))
        // Raw words in a plain loop, which the compiler turns into vector instructions: this runs for every float of an index.
        values.withUnsafeMutableBytes { target in
            for offset in stride(from: 0, to: 4 * count, by: 4) {
                let word = UInt32(bigEndian: words.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                target.storeBytes(of: word, toByteOffset: 4 * start + offset, as: UInt32.self)
            }
        }
        return count
    }
}
