import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Makes rows of the files of a unit: read, hash, decode, encode. What cannot be used is a failure of its own, and the others go on.
///
/// Bytes that the collection knows are not decoded again, whatever they are called; their thumbnails are not drawn again either.
struct UnitProcessor: Sendable {
    /// The longest side of a thumbnail in pixels; smaller photos are not enlarged.
    static let thumbnailSide = 256
    /// How many pictures are encoded at a time.
    private static let batchSize = 64

    let database: Database
    let encoders: EncoderShelf
    let limits: ImageLimits
    let clock: StageClock

    /// What became of a unit's files.
    struct Outcome: Sendable {
        var images: [NewImage] = []
        var failures: [JobFailure] = []
    }

    /// Takes in a unit.
    func process(_ unit: WorkUnit) async throws -> Outcome {
        let encoder = try await encoders.encoder(of: unit.model)
        let preprocessor = try Preprocessor(encoder.preprocessing, limits: limits)
        let parameters: IndexParameters = try unit.parameters.decode()
        var outcome = Outcome()
        let contents =
            if unit.files.first?.isUpload == true {
                try await clock.time(.read) { try await uploads(of: unit, &outcome.failures) }
            } else {
                try clock.time(.read) { try read(unit, followsLinks: parameters.followsLinks, &outcome.failures) }
            }
        let files = clock.time(.hash) { contents.map(ReadFile.init) }
        let known = try await clock.time(.store) {
            try await database.images.known(files.map(\.sha256), in: unit.collection, model: unit.model)
        }
        let images = try decode(files, known, preprocessor, &outcome)
        for start in stride(from: 0, to: images.count, by: Self.batchSize) {
            let batch = images[start..<min(start + Self.batchSize, images.count)]
            let latents = try await clock.time(.encode) { try await encoder.encode(batch.map(\.prepared)) }
            guard latents.count == batch.count else {
                throw SemblanceError(.engine, "the encoder gave \(latents.count) latents for \(batch.count) images")
            }
            outcome.images += zip(batch, latents).map { $0.stored(with: $1) }
        }
        return outcome
    }

    /// Makes the row of one file that is read already.
    ///
    /// - Throws: what decoding and encoding throw, naming no file
    func encode(_ file: ReadFile, for model: Int64) async throws -> NewImage {
        let encoder = try await encoders.encoder(of: model)
        let image = try prepare(file, Preprocessor(encoder.preprocessing, limits: limits), drawsThumbnail: true)
        guard let latent = try await encoder.encode([image.prepared]).first else {
            throw SemblanceError(.engine, "the encoder gave no latent")
        }
        return image.stored(with: latent)
    }

    /// What the database keeps; an upload may have been deleted since it was listed.
    private func uploads(of unit: WorkUnit, _ failures: inout [JobFailure]) async throws -> [FileContent] {
        let bytes = try await database.uploads.bytes(of: unit.files.map(\.source), in: unit.collection)
        let gone = SemblanceError(.unreadable, "the uploaded image was deleted")
        failures += unit.files.filter { bytes[$0.source] == nil }.map { JobFailure(gone, file: $0) }
        return unit.files.compactMap { file in bytes[file.source].map { FileContent(file: file, bytes: $0, metadata: .emptyObject) } }
    }

    private func read(_ unit: WorkUnit, followsLinks: Bool, _ failures: inout [JobFailure]) throws -> [FileContent] {
        let positions = Dictionary(unit.files.indices.map { (unit.files[$0].source, $0) }) { first, _ in first }
        var files: [FileContent] = []
        try CorpusReader.read(unit.files.map(CorpusEntry.init), maximumBytes: limits.maximumBytes, followsLinks: followsLinks) {
            entry, result in
            try Task.checkCancellation()
            guard let position = positions[entry.source.bytes] else { return }
            let file = unit.files[position]
            let table = unit.metadata.isEmpty ? .emptyObject : unit.metadata[position]
            switch result {
            case .success(let content):
                let beside = JSONText(String(decoding: content.metadata, as: UTF8.self))
                // What no number can hold stays as the table has it.
                let metadata = (try? JSONText(merging: table, into: beside)) ?? table
                files.append(FileContent(file: file, bytes: content.bytes, metadata: metadata))
            case .failure(let error): failures.append(JobFailure(error, file: file, metadata: table))
            }
        }
        return files
    }

    /// Decodes what is not known, each bytes once. Files of known bytes, and of bytes that came before, go into the outcome at once.
    private func decode(
        _ files: [ReadFile], _ known: [[UInt8]: KnownImage], _ preprocessor: Preprocessor, _ outcome: inout Outcome
    ) throws -> [PreparedImage] {
        var images: [PreparedImage] = []
        var refused: [[UInt8]: SemblanceError] = [:]
        var taken: Set<[UInt8]> = []
        for file in files {
            try Task.checkCancellation()
            let isKnown = known[file.sha256]?.hasLatent == true
            if isKnown || taken.contains(file.sha256) {
                outcome.images.append(file.known())
                continue
            }
            do {
                if let error = refused[file.sha256] { throw error }
                images.append(try prepare(file, preprocessor, drawsThumbnail: known[file.sha256] == nil))
                taken.insert(file.sha256)
            } catch let error as SemblanceError {
                refused[file.sha256] = error
                let named = error.naming(BytePath(bytes: file.file.source))
                outcome.failures.append(JobFailure(named, file: file.file, metadata: file.metadata))
            }
        }
        return images
    }

    private func prepare(_ file: ReadFile, _ preprocessor: Preprocessor, drawsThumbnail: Bool) throws -> PreparedImage {
        let (info, decoded, prepared) = try clock.time(.decode) {
            // Decoded exactly as a query is, or the two would not be the same picture.
            let decoded = try preprocessor.decode(file.bytes)
            return (try ImageDecoder.info(of: file.bytes), decoded, try preprocessor.prepare(decoded))
        }
        let thumbnail = try drawsThumbnail ? clock.time(.thumbnail) { try Self.thumbnail(of: decoded) } : nil
        return PreparedImage(file: file, info: info, thumbnail: thumbnail, prepared: prepared)
    }

    private static func thumbnail(of image: RGBImage) throws -> [UInt8] {
        let isSmall = max(image.width, image.height) <= thumbnailSide
        return try ImageEncoding.jpeg(isSmall ? image : image.fitted(into: thumbnailSide), quality: 85, compact: false)
    }
}

extension CorpusEntry {
    /// A file of a unit, to be read.
    init(_ file: ListedFile) {
        self.init(
            source: BytePath(bytes: file.source), name: BytePath(bytes: file.name), size: file.fingerprint.byteSize,
            modified: file.fingerprint.modifiedNanoseconds, inode: file.fingerprint.inode, archiveLength: Int(file.archiveLength),
            position: file.position)
    }
}

extension JobFailure {
    /// Why a file could not be used; the codes are those of `SemblanceError`.
    init(_ error: SemblanceError, source: [UInt8]? = nil, file: ListedFile? = nil, metadata: JSONText? = nil) {
        // A file that vanished between the listing and the reading cannot be read any more.
        let code = error.code == .notFound ? SemblanceError.Code.unreadable : error.code
        self.init(source: source ?? file?.source ?? [], code: code.description, message: error.description, file: file, metadata: metadata)
    }
}
