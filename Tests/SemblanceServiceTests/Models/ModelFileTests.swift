import Crypto
import Foundation
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceService

@Suite("Model versions in files")
struct ModelFileTests {
    /// A checkpoint of two tensors.
    private static let checkpoint: [UInt8] = {
        let entries = [
            "a": SafetensorsHeader.Entry(type: "F32", shape: [2], offsets: [0, 8]),
            "b": SafetensorsHeader.Entry(type: "F32", shape: [3], offsets: [8, 20]),
        ]
        let header = SafetensorsHeader(entries: entries, metadata: ["semblance.format": "1", "semblance.configuration": "{\"x\":\"ü/\"}"])
        return ((try? header.serialized()) ?? []) + (0..<20).map { UInt8($0 * 11) }
    }()

    private func file() async throws -> ModelFile {
        try await Bench.with { bench in
            let metrics = try JSONText(encoding: ["loss": 0.1 + 0.2])
            var model = Bench.model()
            model.metrics = metrics
            let record = try await bench.database.models.register(model, in: bench.collection.id)
            let description = ModelDescription(record, familiarity: JSONText("{\"count\": 3}"), parent: bench.record)
            return ModelFile(description: description, checkpoint: Self.checkpoint)
        }
    }

    @Test("what goes in comes out, the checkpoint to the bit")
    func roundTrip() async throws {
        let file = try await file()
        let bytes = try file.serialized(source: "faces@2")
        let read = try ModelFile(bytes: bytes, source: "f")
        #expect(read.checkpoint == Self.checkpoint && read.description.name == "faces" && read.description.version == 2)
        #expect(read.description.metrics.text.contains("0.30000000000000004") && read.description.parent == "faces@1")
        #expect(try read.description.familiarity?.decode() == ["count": 3])
        #expect(try read.serialized(source: "f") == bytes)

        // It is a safetensors file whose tensors are those of the checkpoint, and says the checksum of their bytes.
        let (header, start) = try SafetensorsHeader.parse(bytes, source: "f")
        let (original, size) = try SafetensorsHeader.parse(Self.checkpoint, source: "f")
        #expect(header.entries == original.entries && bytes[start...].elementsEqual(Self.checkpoint[size...]))
        #expect(header.metadata["semblance.configuration"] == original.metadata["semblance.configuration"])
        #expect(header.metadata["semblance.version.data_sha256"] == SHA256.hash(data: bytes[start...]).hexadecimal)
    }

    @Test("a file in which any one bit differs is refused, and named")
    func bits() async throws {
        let bytes = try await file().serialized(source: "faces@2")
        for place in bytes.indices {
            for bit in 0..<8 {
                var altered = bytes
                altered[place] ^= 1 << bit
                let error = await failure { _ = try ModelFile(bytes: altered, source: "f.safetensors") }
                guard let error, [.corrupt, .incompatible].contains(error.code), error.message.contains("'f.safetensors'") else {
                    Issue.record("bit \(bit) of byte \(place): \(error?.message ?? "accepted")")
                    return
                }
            }
        }
    }

    @Test("a file that is cut, or goes on, is refused")
    func lengths() async throws {
        let bytes = try await file().serialized(source: "faces@2")
        for count in bytes.indices {
            #expect(await failure { _ = try ModelFile(bytes: Array(bytes[..<count]), source: "f") }?.code == .corrupt)
        }
        #expect(await failure { _ = try ModelFile(bytes: bytes + [0], source: "f") }?.code == .corrupt)
    }

    @Test("files of other makers, plain checkpoints and newer formats are told apart")
    func others() async throws {
        let foreign = try SafetensorsHeader().serialized()
        for bytes in [foreign, Self.checkpoint] {
            let error = await failure { _ = try ModelFile(bytes: bytes, source: "f") }
            #expect(error?.code == .incompatible && error?.advice?.contains("models export") == true)
        }
        var (header, start) = try SafetensorsHeader.parse(try await file().serialized(source: "f"), source: "f")
        let data = try await file().serialized(source: "f")[start...]
        header.metadata["semblance.version.format"] = "2"
        let bytes = try header.serialized() + data
        let newer = await failure { _ = try ModelFile(bytes: bytes, source: "f") }
        #expect(newer?.code == .incompatible && newer?.advice == "use a newer build")
        let huge = SafetensorsHeader(
            entries: ["a": .init(type: "F32", shape: [1], offsets: [0, .max])],
            metadata: header.metadata.merging(["semblance.version.format": "1"]) { $1 })
        #expect(await failure { _ = try ModelFile(bytes: try huge.serialized(), source: "f") }?.code == .corrupt)
    }
}
