import Crypto
import Foundation
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("The files of a model version are kept whole")
struct ArtifactRepositoryTests {
    private static let sizes = [0, 1, ArtifactRepository.chunkSize, ArtifactRepository.chunkSize * 2 + 17]

    private static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<((count + 7) / 8)).flatMap { _ in withUnsafeBytes(of: generator.next() as UInt64) { Array($0) } }.prefix(count) + []
    }

    @Test("Bytes of any size come back, and replace what was there", arguments: sizes)
    func roundTrip(size: Int) async throws {
        try await withFixture { fixture in
            let artifacts = fixture.database.artifacts
            let bytes = ArtifactRepositoryTests.bytes(size)
            try await artifacts.write([9, 9, 9], kind: "weights", model: fixture.model.id)
            let artifact = try await artifacts.write(bytes, kind: "weights", model: fixture.model.id)
            #expect(artifact.byteSize == Int64(size))
            #expect(artifact.sha256 == Array(SHA256.hash(data: bytes)))
            #expect(try await artifacts.read(kind: "weights", model: fixture.model.id) == bytes)
            #expect(try await artifacts.list(model: fixture.model.id) == [artifact])
        }
    }

    @Test("A file goes in and out part by part, under any name")
    func files() async throws {
        try await withFixture { fixture in
            let folder = NSTemporaryDirectory() + "artifacts-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let bytes = ArtifactRepositoryTests.bytes(ArtifactRepository.chunkSize + 5)
            try Data(bytes).write(to: URL(fileURLWithPath: folder + "/in"))
            let artifacts = fixture.database.artifacts
            try await artifacts.write(file: folder + "/in", kind: "weights", model: fixture.model.id)
            try await artifacts.read(kind: "weights", model: fixture.model.id, to: folder + "/out ü")
            #expect(FileManager.default.contents(atPath: folder + "/out ü") == Data(bytes))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["in", "out ü"])
            let error = await #expect(throws: SemblanceError.self) {
                try await artifacts.write(file: folder + "/missing", kind: "weights", model: fixture.model.id)
            }
            #expect(error?.code == .unreadable)
            #expect(try await artifacts.read(kind: "weights", model: fixture.model.id) == bytes)
        }
    }

    @Test(
        "Damage is noticed, and leaves no file",
        arguments: [
            "UPDATE model_artifact_chunks SET bytes = set_byte(bytes, 5, get_byte(bytes, 5) # 1) WHERE ordinal = 1",
            "DELETE FROM model_artifact_chunks WHERE ordinal = 1",
            "UPDATE model_artifact_chunks SET bytes = substr(bytes, 1, 100) WHERE ordinal = 1",
        ])
    func damage(sql: String) async throws {
        try await withFixture { fixture in
            let artifacts = fixture.database.artifacts
            try await artifacts.write(
                ArtifactRepositoryTests.bytes(ArtifactRepository.chunkSize * 2), kind: "weights", model: fixture.model.id)
            #expect(try await fixture.database.pool.withConnection { try $0.execute(sql) } == 1)
            let error = await #expect(throws: SemblanceError.self) { try await artifacts.read(kind: "weights", model: fixture.model.id) }
            #expect(error?.code == .corrupt)
            let path = NSTemporaryDirectory() + "artifact-\(UUID().uuidString)"
            await #expect(throws: SemblanceError.self) { try await artifacts.read(kind: "weights", model: fixture.model.id, to: path) }
            #expect(!FileManager.default.fileExists(atPath: path) && !FileManager.default.fileExists(atPath: path + ".partial"))
        }
    }

    @Test("A file that is not there, or belongs to no model, is said")
    func missing() async throws {
        try await withFixture { fixture in
            let absent = await #expect(throws: SemblanceError.self) {
                try await fixture.database.artifacts.read(kind: "weights", model: fixture.model.id)
            }
            #expect(absent?.code == .notFound)
            let orphan = await #expect(throws: SemblanceError.self) {
                try await fixture.database.artifacts.write([1], kind: "weights", model: 999)
            }
            #expect(orphan?.code == .conflict)
        }
    }
}
