import Foundation
import SemblanceCore
import SemblanceTestSupport
import Testing

@Suite("bench search")
struct BenchSearchCommandTests {
    /// A `.npy` file of four-byte values in rows.
    private func write(_ values: [UInt32], columns: Int, type: String, to path: String) throws {
        let shape = "(\(values.count / columns), \(columns))"
        let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n"
        let header = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
        let bytes = values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        try Data(header + bytes).write(to: URL(fileURLWithPath: path))
    }

    /// Latents on the unit circle, one degree apart; a query at 10.2 degrees is nearest to 10, 11, 9, 12, 8 ….
    private func circle(_ folder: TemporaryFolder) throws -> [String] {
        func point(_ degrees: Double) -> [UInt32] {
            let angle = degrees * .pi / 180
            return [Float(cos(angle)), Float(sin(angle)), 0].map(\.bitPattern)
        }
        try write((0..<300).flatMap { point(Double($0)) }, columns: 3, type: "<f4", to: folder.file("corpus.npy"))
        try write([10.2, 200.2].flatMap(point), columns: 3, type: "<f4", to: folder.file("queries.npy"))
        return ["--latents", folder.file("corpus.npy"), "--queries", folder.file("queries.npy")]
    }

    private func neighbours(of row: UInt32) -> [UInt32] { [0, 1, -1, 2, -2, 3, -3, 4, -4, 5].map { UInt32(Int32(row) + $0) } }

    @Test("Files are searched, and recall is counted against the neighbours that are given")
    func files() async throws {
        let stage = try await CommandStage.shared.ready()
        let folder = try TemporaryFolder()
        let files = try circle(folder)
        func report(_ arguments: [String]) async throws -> JSONDocument {
            try await stage.semblance.run(CommandRunner.binary, ["bench", "search"] + files + arguments + ["--json"]).json()
        }
        let plain = try await report([])
        #expect(plain["count"]?.int == 300 && plain["dimension"]?.int == 3 && plain["queries"]?.int == 2)
        #expect(plain["kind"]?.text == "exact" && plain["recall_at_10"]?.number == 1)

        let truth = neighbours(of: 10) + neighbours(of: 200)
        try write(truth, columns: 10, type: "<i4", to: folder.file("truth.npy"))
        #expect(try await report(["--truth", folder.file("truth.npy")])["recall_at_10"]?.number == 1)
        // Five of twenty are of somewhere else.
        try write([50, 51, 52, 53, 54] + truth.dropFirst(5), columns: 10, type: "<i4", to: folder.file("wrong.npy"))
        let wrong = try await report(["--truth", folder.file("wrong.npy"), "--threads", "1", "-k", "3"])
        #expect(wrong["recall_at_10"]?.number == 0.75 && wrong["threads"]?.int == 1 && wrong["k"]?.int == 3)
    }

    @Test("Random latents are searched where no file is given, and every figure has its name")
    func random() async throws {
        let stage = try await CommandStage.shared.ready()
        let report = try await stage.semblance("bench", "search", "--count", "500", "--dimension", "16", "--json").json()
        #expect(report["count"]?.int == 500 && report["queries"]?.int == 1000 && report["recall_at_10"]?.number == 1)
        for figure in [
            "p50_ms", "p99_ms", "qps_one_by_one", "qps_one_thread", "qps_all_threads", "bytes_per_vector", "build_seconds",
        ] {
            #expect((report[figure]?.number ?? 0) > 0, "\(figure)")
        }
        #expect(report["resident_bytes_per_vector"]?.int != nil)
    }

    @Test("Files that do not fit are named, or what is wrong with them is")
    func refused() async throws {
        let stage = try await CommandStage.shared.ready()
        let folder = try TemporaryFolder()
        let files = try circle(folder)
        func refused(_ arguments: String..., saying words: String) async throws {
            let outcome = try await stage.semblance.run(CommandRunner.binary, ["bench", "search"] + arguments)
            outcome.expectFailure(saying: words)
        }
        try await refused("--latents", "/nowhere.npy", "--queries", files[3], saying: "/nowhere.npy")
        try await refused("--latents", stage.photos[0], "--queries", files[3], saying: "not a NumPy array")
        try await refused("--latents", files[1], "--queries", files[3], "--truth", files[3], saying: "<i4")
        try write([1, 2, 3, 4].map { Float($0).bitPattern }, columns: 4, type: "<f4", to: folder.file("longer.npy"))
        try await refused("--latents", files[1], "--queries", folder.file("longer.npy"), saying: "query of 4 values")
        try write(neighbours(of: 299) + neighbours(of: 10), columns: 10, type: "<i4", to: folder.file("truth.npy"))
        try await refused("--latents", files[1], "--queries", files[3], "--truth", folder.file("truth.npy"), saying: "below 300")
        try write(Array(0..<6), columns: 3, type: "<i4", to: folder.file("few.npy"))
        try await refused(
            "--latents", files[1], "--queries", files[3], "--truth", folder.file("few.npy"), saying: "as many true neighbours")
    }
}
