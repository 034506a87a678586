import Crypto
import Foundation
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport

/// The collection `default` with a model version that is ready, and images to put into it.
struct Fixture {
    let test: TestDatabase
    let collection: Int64
    let model: ModelRecord

    static let dimension = 4

    init(_ test: TestDatabase) async throws {
        self.test = test
        collection = try await test.database.collections.require(name: "default").id
        model = try await test.database.models.register(Fixture.newModel(), in: collection)
    }

    var database: Database { test.database }

    static func newModel(name: String = "faces", dimension: Int = Fixture.dimension, state: ModelState = .ready) -> NewModel {
        NewModel(
            name: name, objective: "o-gan", latentDimension: dimension, preprocessing: Preprocessing(resolution: 64),
            normalization: .standardized, state: state)
    }

    /// An image whose bytes are those of `content`, found at `source`.
    static func image(_ content: String, source: [UInt8], dimension: Int = Fixture.dimension, seed: Float = 1) -> NewImage {
        NewImage(
            sha256: Array(SHA256.hash(data: Data(content.utf8))), byteSize: Int64(content.utf8.count), format: "jpeg", width: 178,
            height: 218,
            thumbnail: Array("thumbnail of \(content)".utf8), source: source,
            fingerprint: SourceFingerprint(byteSize: Int64(content.utf8.count), modifiedNanoseconds: 1_700_000_000_123_456_789, inode: 42),
            latent: Latent(
                vector: (0..<dimension).map { Float($0) + seed }, average: 0.5, deviation: 2, norm: 3, realism: seed > 0 ? seed : nil))
    }

    static func image(_ content: String, at path: String) -> NewImage { image(content, source: Array(path.utf8)) }

    func store(_ batch: [NewImage], model: Int64? = nil) async throws -> [StoreOutcome] {
        try await database.images.store(batch: batch, collection: collection, model: model ?? self.model.id)
    }
}

/// Runs `body` with a fixture in a fresh database.
func withFixture(_ body: @Sendable (Fixture) async throws -> Void) async throws {
    try await TestDatabase.with { try await body(try await Fixture($0)) }
}
