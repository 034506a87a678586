import Foundation
import NIOHTTP1
import SemblanceTestSupport
import Testing

@testable import semblance

@Suite("bench http")
struct HTTPBenchmarkTests {
    /// A run that takes seconds, as an unoptimised build does it.
    private static let small = [
        "bench", "http", "--count", "120", "--dimension", "16", "--resolution", "32", "--width", "16", "--rate", "10", "--seconds", "0.5",
        "--clients", "2", "--json",
    ]

    @Test("A server of its own is filled, started, asked and stopped, and the figures add up")
    func ownServer() async throws {
        try await TemporaryFolder.with { folder in
            let semblance = CommandRunner(home: "/dev/null/home", url: nil, folder: folder.path, variables: ["TMPDIR": folder.path])
            let report = try await semblance.run(CommandRunner.binary, Self.small, within: 150).json()
            let figures = { (names: String...) in names.reduce(report) { $0?[$1] }?.number ?? -1 }
            #expect(report["errors"]?.int == 0 && report["count"]?.int == 120)
            #expect(figures("p50_ms") > 0 && figures("p99_ms") >= figures("p50_ms") && figures("requests_per_second") > 0)
            #expect(figures("uploads", "p50_ms") == figures("p50_ms") && figures("uploads", "p99_ms") == figures("p99_ms"))
            #expect(figures("uploads", "rate") == 10 && figures("uploads", "achieved") > 0 && figures("uploads", "errors") == 0)
            #expect(figures("uploads_top", "requests_per_second") == figures("requests_per_second"))
            #expect(figures("uploads_top", "concurrency") == 2 && figures("in_process", "concurrency") == 2)
            let share = figures("requests_per_second") / figures("in_process", "requests_per_second")
            #expect(abs(figures("share_of_in_process") - share) < 1e-9 && share > 0)
            #expect(figures("by_id", "requests_per_second") > 0 && figures("by_id", "concurrency") == 32)
            #expect(figures("ready_seconds") > 0 && figures("peak_memory_mb") > 20 && figures("upload_bytes") > 90_000)
            // Neither the home nor what it held is left.
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("semblance-bench") } == [])
        }
    }

    @Test("A server that answers something else is named, and no figure is given")
    func otherServer() async throws {
        try await StubServer.with { _ in
            .status(.ok)
        } _: { _, address in
            let semblance = CommandRunner(home: "/dev/null/home", url: nil, folder: "/")
            let outcome = try await semblance("bench", "http", "--url", address.description, "--seconds", "0.1")
            outcome.expectFailure(saying: address.description, "not a search reply")
        }
    }

    @Test("A report says all of its figures in words")
    func text() {
        let top = HTTPBenchmarkReport.Saturated(
            requestsPerSecond: 210, concurrency: 8, p50Ms: 31, p99Ms: 55, errors: 0, generatorCores: 0.1)
        let steady = HTTPBenchmarkReport.Steady(rate: 50, p50Ms: 5.25, p99Ms: 9.5, achieved: 50, errors: 1, generatorCores: 0.1)
        var report = HTTPBenchmarkReport(
            p50Ms: 5.25, p99Ms: 9.5, requestsPerSecond: 210, errors: 1, uploads: steady, uploadsTop: top, byID: top, uploadBytes: 100_123,
            count: 1000)
        #expect(
            report.description == """
                50.0 uploads/s of 100 kB: p50 5.25 ms, p99 9.5 ms
                uploads: at most 210/s with 8 clients (p50 31.0 ms, p99 55.0 ms)
                searches by id: at most 210/s with 8 clients (p50 31.0 ms, p99 55.0 ms)
                errors: 1

                """)
        report.inProcess = InProcessThroughput(requestsPerSecond: 240, concurrency: 8)
        report.shareOfInProcess = 0.875
        report.readySeconds = 1.5
        report.peakMemoryMB = 400
        #expect(report.description.contains("without HTTP: 240 uploads/s, of which the server has 87.5 %\n"))
        #expect(report.description.contains("ready after 1.5 s, at most 400 MB\n"))
    }
}
