import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Exporting latents")
struct LatentExportTests {
    /// What a `.npy` file of 32-bit floats holds, taken apart by its published format.
    private func read(_ path: String) throws -> (header: String, values: [Float]) {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        try #require(Array(bytes.prefix(8)) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
        let length = Int(bytes[8]) | Int(bytes[9]) << 8
        try #require((10 + length) % 64 == 0 && bytes[9 + length] == UInt8(ascii: "\n"))
        let values = bytes.dropFirst(10 + length).withUnsafeBytes { buffer in
            (0..<(buffer.count / 4)).map {
                Float(bitPattern: UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
            }
        }
        return (String(decoding: bytes[10..<(9 + length)], as: UTF8.self).trimmingCharacters(in: .whitespaces), values)
    }

    @Test(
        "The matrix holds the coordinates asked for, bit for bit, in the order of the table", arguments: LatentExport.Coordinates.allCases)
    func matrix(coordinates: LatentExport.Coordinates) async throws {
        try await Bench.with { bench in
            let folder = try TestCorpus.faces(9)
            try folder.write(try TestCorpus.face(20), to: "odd, \"name\".jpg")
            _ = try await bench.index(folder)
            let out = try TemporaryFolder()
            let report = try await LatentExport(database: bench.database).write(
                bench.record, coordinates, matrix: BytePath(out.file("l.npy")), table: BytePath(out.file("l.csv")))
            #expect(report.rows == 10 && report.columns == 16 && report.coordinates == coordinates)

            let ids = try await bench.database.images.list(in: bench.collection.id, limit: 100).map(\.id)
            let latents = try await bench.database.latents.find(images: ids, model: bench.record.id)
            let images = try await bench.database.images.find(ids: ids)
            let sources = try await bench.database.images.sources(of: ids)
            let (header, values) = try read(out.file("l.npy"))
            #expect(header == "{'descr': '<f4', 'fortran_order': False, 'shape': (10, 16), }")
            let expected = try ids.flatMap { id in
                let latent = try #require(latents[id])
                return coordinates == .raw ? latent.vector.map { $0 * latent.deviation + latent.average } : latent.vector
            }
            #expect(values == expected)

            let lines = try String(contentsOfFile: out.file("l.csv"), encoding: .utf8).split(separator: "\n")
            #expect(lines[0] == "row,image_id,sha256,source,realism")
            for (row, id) in ids.enumerated() {
                let source = String(decoding: try #require(sources[id]?.first), as: UTF8.self)
                let cell = source.contains(",") ? "\"" + source.replacing("\"", with: "\"\"") + "\"" : source
                let realism = try #require(latents[id]?.realism)
                #expect(lines[row + 1] == "\(row),\(id),\(try #require(images[id]?.sha256).hexadecimal),\(cell),\(realism)")
            }
            #expect(lines.count == 11)
            #expect(try FileManager.default.contentsOfDirectory(atPath: out.path).sorted() == ["l.csv", "l.npy"])
        }
    }

    @Test("A failure leaves neither file")
    func failing() async throws {
        try await Bench.with { bench in
            _ = try await bench.index(try TestCorpus.faces(3))
            let out = try TemporaryFolder()
            let export = LatentExport(database: bench.database)
            let error = await failure {
                _ = try await export.write(
                    bench.record, .search, matrix: BytePath(out.file("l.npy")), table: BytePath(out.file("none/l.csv")))
            }
            #expect(error?.code == .invalidArgument && error?.description.contains("none/l.csv") == true)
            // A folder stands where the matrix belongs: the table that was published first goes too.
            try FileManager.default.createDirectory(atPath: out.file("m.npy/x"), withIntermediateDirectories: true)
            #expect(
                await failure {
                    _ = try await export.write(
                        bench.record, .search, matrix: BytePath(out.file("m.npy")), table: BytePath(out.file("m.csv")))
                } != nil)
            #expect(try FileManager.default.contentsOfDirectory(atPath: out.path) == ["m.npy"])
        }
    }
}
