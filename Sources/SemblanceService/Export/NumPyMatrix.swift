import SemblanceCore
import SemblanceImaging

/// A matrix that a `.npy` file holds (NumPy enhancement proposal 1).
public struct NumPyMatrix<Element: NumPyElement>: Sendable {
    /// How many rows.
    public let rows: Int
    /// How many values a row, 1 or more.
    public let columns: Int
    /// `rows · columns` values, row after row.
    public let values: [Element]

    /// Reads a whole file.
    ///
    /// - Throws: what reading throws; `unsupported` for a file of another kind, for values of another type and for an array that is
    ///   not a matrix in rows; `corrupt` where values are missing or too many. All name the file.
    public static func read(_ path: BytePath) throws -> NumPyMatrix {
        let bytes = try FileReader.read(path, maximumBytes: .max)
        return try path.named { try NumPyMatrix(bytes) }
    }

    /// The bytes of a file.
    init(_ bytes: [UInt8]) throws {
        let header = try NumPyHeader(parsing: bytes)
        guard header.description == Element.numPyDescription, !header.isColumnMajor else {
            throw SemblanceError(
                .unsupported, "values of the type \(header.description)\(header.isColumnMajor ? " in columns" : "")",
                advice: "convert them with numpy.ascontiguousarray(matrix, '\(Element.numPyDescription)')")
        }
        guard header.shape.count == 2, header.shape[1] >= 1 else {
            throw SemblanceError(
                .unsupported, "an array of the shape \(header.shape), where a matrix is needed", advice: "give it rows and columns")
        }
        (rows, columns) = (header.shape[0], header.shape[1])
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        let held = bytes.count - header.byteCount
        guard !overflow, held.isMultiple(of: 4), held / 4 == count else {
            throw SemblanceError(
                .corrupt, "\(held) bytes of values, which is not what \(rows) rows of \(columns) values of 4 bytes take",
                advice: "write it again")
        }
        values = bytes.withUnsafeBytes { buffer in
            [Element](unsafeUninitializedCapacity: count) { values, initialized in
                for index in 0..<count {
                    let bits = buffer.loadUnaligned(fromByteOffset: header.byteCount + 4 * index, as: UInt32.self)
                    values.initializeElement(at: index, to: Element(numPyBits: UInt32(littleEndian: bits)))
                }
                initialized = count
            }
        }
    }

    /// The rows, one by one.
    public func split() -> [[Element]] {
        (0..<rows).map { Array(values[$0 * columns..<($0 + 1) * columns]) }
    }
}
