/// The beginning of a `.npy` file of 32-bit floats in rows (NumPy enhancement proposal 1, format 1.0).
enum NumPyHeader {
    /// How many bytes it takes, a multiple of 64 whatever the shape.
    static let byteCount = 128

    /// The header of a matrix.
    static func bytes(rows: Int, columns: Int) -> [UInt8] {
        let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        let length = byteCount - magic.count - 2
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
        let padded = text + String(repeating: " ", count: length - 1 - text.utf8.count) + "\n"
        return magic + [UInt8(length & 0xFF), UInt8(length >> 8)] + Array(padded.utf8)
    }
}
