import Crypto
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Takes single photos into a collection, as an upload brings them: encoded at once for the version that serves and for every version
/// that is being filled, so that none of them lacks it. The database keeps their bytes, for versions to come.
public struct ImageIntake: Sendable {
    /// What became of a photo.
    public struct Outcome: Sendable, Equatable {
        /// The image that has the bytes.
        public let imageID: Int64
        /// Whether the collection did not know them.
        public let isNew: Bool
    }

    private let database: Database
    private let collection: ImageCollection
    private let processor: UnitProcessor

    /// - Parameters:
    ///   - encoders: where encoders come from
    ///   - limits: what an image may cost
    public init(database: Database, collection: ImageCollection, encoders: EncoderShelf, limits: ImageLimits = .standard) {
        self.database = database
        self.collection = collection
        processor = UnitProcessor(database: database, encoders: encoders, limits: limits, clock: StageClock())
    }

    /// Takes a photo in; bytes that the collection knows stay the image they are, and get one more source.
    ///
    /// - Parameters:
    ///   - bytes: an image file
    ///   - name: what it is called
    ///   - metadata: what else is known of it, a JSON object
    /// - Throws: `unsupported`, `tooLarge` or `undecodable`, naming no file; `conflict` where no version serves or is being filled
    public func add(_ bytes: [UInt8], name: BytePath, metadata: JSONText = .emptyObject) async throws -> Outcome {
        guard bytes.count <= processor.limits.maximumBytes else {
            throw SemblanceError(.tooLarge, "more bytes than the limit of \(processor.limits.maximumBytes)", advice: "scale the image down")
        }
        let sha256 = Array(SHA256.hash(data: bytes))
        let file = ListedFile(
            source: UploadRepository.source(sha256: sha256, name: name.bytes), archiveLength: Int32(UploadRepository.archive.count),
            name: name.bytes, fingerprint: SourceFingerprint(byteSize: Int64(bytes.count), modifiedNanoseconds: 0, inode: 0))
        let photo = ReadFile(FileContent(file: file, bytes: bytes, metadata: metadata))
        let known = try await database.images.find(sha256: sha256, in: collection.id)
        var versions = try await database.uploads.versionsToEncode(sha256: sha256, in: collection.id)
        if versions.isEmpty, known == nil {
            throw SemblanceError(
                .conflict, "no model version serves the collection '\(collection.name)' yet", advice: "index a corpus, or activate one")
        }
        var outcome = known.map { Outcome(imageID: $0.id, isNew: false) }
        if versions.isEmpty, let serving = try await database.activations.current(in: collection.id) {
            _ = try await database.images.store(batch: [photo.known()], collection: collection.id, model: serving.modelID)
        }
        // A version may begin to be filled while others encode.
        while !versions.isEmpty {
            for version in versions {
                let image = try await processor.encode(photo, for: version)
                let stored = try await database.images.store(batch: [image], collection: collection.id, model: version)[0]
                outcome = Outcome(imageID: stored.imageID, isNew: outcome?.isNew ?? stored.isNewImage)
            }
            versions = try await database.uploads.versionsToEncode(sha256: sha256, in: collection.id)
        }
        guard let outcome else { throw SemblanceError(.conflict, "the image was deleted while it was taken in", advice: "try again") }
        return outcome
    }
}
