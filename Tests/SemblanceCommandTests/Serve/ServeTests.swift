import Foundation
import SemblanceCore
import SemblanceImaging
import Testing

/// Tests of running servers, one after the other: each is two processes, and its test asks for a third.
@Suite("serve", .serialized)
enum ServeTests {
    /// Runs a server, and ends it as Ctrl-C does when the test is through with it.
    ///
    /// - Parameter flags: what else to say than a free port and `--json`
    /// - Returns: how it ended
    @discardableResult
    static func serve(
        _ semblance: CommandRunner, _ flags: String..., location: SourceLocation = #_sourceLocation,
        _ test: @Sendable (ServedProcess) async throws -> Void
    ) async throws -> CommandOutcome {
        let outcome = try await semblance.run(CommandRunner.binary, ["serve", "--port", "0", "--json"] + flags, within: 600) { process in
            let server = try await ServedProcess(process)
            try await server.ready()
            try await test(server)
            process.send(SIGINT)
        }
        #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: location)
        return outcome
    }

    /// The bytes of a file.
    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    /// Photos that no corpus holds.
    static func newPhotos(_ count: Int) throws -> [[UInt8]] {
        let faces = try DrawnFaceCorpus(count: count, size: 64, seed: 77)
        return try (0..<count).map { Array(try faces.face($0).image(size: 64).png()) }
    }
}
