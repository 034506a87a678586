/// The beginning of a `.npy` file (NumPy enhancement proposal 1).
struct NumPyHeader {
    /// What NumPy calls the type of a value.
    let description: String
    /// Whether values stand column after column.
    let isColumnMajor: Bool
    /// The array's sizes, the slowest first.
    let shape: [Int]
    /// Where the values begin.
    let byteCount: Int

    /// What every file begins with.
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// How many bytes a written header takes, a multiple of 64 whatever the shape.
    static let byteCount = 128

    /// The header of a matrix of 32-bit floats in rows, in the format 1.0.
    static func bytes(rows: Int, columns: Int) -> [UInt8] {
        let length = byteCount - magic.count - 4
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
        let padded = text + String(repeating: " ", count: length - 1 - text.utf8.count) + "\n"
        return magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(padded.utf8)
    }
}
