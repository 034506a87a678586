import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Reading NumPy matrices")
struct NumPyMatrixTests {
    /// A file by its parts.
    private func file(
        version: UInt8 = 1, type: String = "<f4", order: String = "False", shape: String = "(2, 3)", values: [UInt8]
    ) -> [UInt8] {
        let text = Array("{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }\n".utf8)
        let length = [UInt8(text.count), 0] + (version > 1 ? [0, 0] : [])
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + values
    }

    private func bytes(_ values: [Float]) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
    }

    @Test("Rows of floats come back bit for bit, whatever the version of the format", arguments: [1, 2, 3] as [UInt8])
    func floats(version: UInt8) throws {
        let values: [Float] = [1, -2.5, 0.1, -0, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
        let matrix = try NumPyMatrix<Float>(file(version: version, values: bytes(values)))
        #expect(matrix.rows == 2 && matrix.columns == 3)
        #expect(matrix.values.map(\.bitPattern) == values.map(\.bitPattern))
        #expect(matrix.split() == [[1, -2.5, 0.1], [0, .greatestFiniteMagnitude, .leastNonzeroMagnitude]])
    }

    @Test("Integers keep their signs")
    func integers() throws {
        let matrix = try NumPyMatrix<Int32>(file(type: "<i4", shape: "(1,2)", values: [255, 255, 255, 255, 0, 1, 0, 0]))
        #expect(matrix.values == [-1, 256])
    }

    @Test("What the export's header says is read back")
    func written() throws {
        let matrix = try NumPyMatrix<Float>(NumPyHeader.bytes(rows: 3, columns: 1) + bytes([4, 5, 6]))
        #expect(matrix.rows == 3 && matrix.columns == 1 && matrix.values == [4, 5, 6])
        #expect(try NumPyMatrix<Float>(NumPyHeader.bytes(rows: 0, columns: 16)).values.isEmpty)
    }

    /// A file that is refused.
    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: SemblanceError.Code
        /// What the line has to say.
        let words: String
        let bytes: @Sendable (NumPyMatrixTests) -> [UInt8]
    }

    static let cases = [
        Refused(testDescription: "an empty file", code: .unsupported, words: "not a NumPy array") { _ in [] },
        Refused(testDescription: "a picture", code: .unsupported, words: "not a NumPy array") { _ in [UInt8](repeating: 0xFF, count: 90) },
        Refused(testDescription: "a later format", code: .unsupported, words: "not a NumPy array") { $0.file(version: 4, values: []) },
        Refused(testDescription: "a header cut short", code: .unsupported, words: "not a NumPy array") {
            Array($0.file(values: []).prefix(40))
        },
        Refused(testDescription: "an unknown header", code: .unsupported, words: "header cannot be read") {
            $0.file(shape: "(two, three)", values: [])
        },
        Refused(testDescription: "a size beyond all numbers", code: .unsupported, words: "header cannot be read") {
            $0.file(shape: "(99999999999999999999, 3)", values: [])
        },
        Refused(testDescription: "64-bit floats", code: .unsupported, words: "<f8") { $0.file(type: "<f8", values: []) },
        Refused(testDescription: "columns first", code: .unsupported, words: "in columns") { $0.file(order: "True", values: []) },
        Refused(testDescription: "a vector", code: .unsupported, words: "matrix") { $0.file(shape: "(6,)", values: $0.bytes([1, 2])) },
        Refused(testDescription: "rows of nothing", code: .unsupported, words: "matrix") { $0.file(shape: "(6, 0)", values: []) },
        Refused(testDescription: "values missing", code: .corrupt, words: "8 bytes") { $0.file(values: $0.bytes([1, 2])) },
        Refused(testDescription: "values too many", code: .corrupt, words: "28 bytes") {
            $0.file(values: $0.bytes([1, 2, 3, 4, 5, 6, 7]))
        },
        Refused(testDescription: "half a value", code: .corrupt, words: "23 bytes") { $0.file(values: [UInt8](repeating: 0, count: 23)) },
        Refused(testDescription: "more values than can be counted", code: .corrupt, words: "0 bytes") {
            $0.file(shape: "(9223372036854775807, 3)", values: [])
        },
    ]

    @Test("Refused, with the file's name and what to do", arguments: cases)
    func refused(_ input: Refused) async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("latents.npy")
        try Data(input.bytes(self)).write(to: URL(fileURLWithPath: path))
        let error = await failure { _ = try NumPyMatrix<Float>.read(BytePath(path)) }
        #expect(error?.code == input.code && error?.advice != nil)
        #expect(error?.description.contains("latents.npy: ") == true && error?.description.contains(input.words) == true)
    }

    @Test("A file that is not there is named")
    func missing() async {
        let error = await failure { _ = try NumPyMatrix<Float>.read("/nowhere/latents.npy") }
        #expect(error?.code == .notFound && error?.description.contains("/nowhere/latents.npy") == true)
    }
}
