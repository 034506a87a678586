import Crypto
import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

// The first stage: which photos there are, and each of them prepared.
extension RetrainRun {
    /// Photos that are ready to be learned from.
    struct PreparedCorpus {
        let corpus: RetrainCorpus
        let pack: PhotoPack
    }

    /// Reads photos again and prepares them; goes on where it stopped on this machine, and begins anew on another one.
    ///
    /// - Throws: `notFound` where more than half of the photos cannot be had: a disk that is not there is no smaller corpus
    func prepareCorpus(of candidate: ModelRecord, _ outcome: inout RetrainOutcome) async throws -> PreparedCorpus {
        let corpus = try await chosenCorpus(of: candidate)
        let pack = try pack(of: corpus, candidate.model.preprocessing)
        let preprocessor = try Preprocessor(candidate.model.preprocessing, limits: options.limits)
        var done = pack.count
        try await note(.corpus, done, of: corpus.images.count)
        while done < corpus.images.count {
            try Task.checkCancellation()
            let part = Array(corpus.images[done..<min(done + RecordedPhotos.batchSize, corpus.images.count)])
            try pack.append(try await prepare(part, preprocessor).map { try? $0.get() })
            done += part.count
            try await note(.corpus, done, of: corpus.images.count)
        }
        if outcome.corpus == nil { outcome.corpus = try await account(for: corpus, pack, preprocessor) }
        try await keep(outcome, model: candidate.id)
        return PreparedCorpus(corpus: corpus, pack: pack)
    }

    /// Where the prepared photos lie: a file of these photos prepared in this way and of no others, whatever database the job is of.
    private func pack(of corpus: RetrainCorpus, _ preprocessing: Preprocessing) throws -> PhotoPack {
        let digest = SHA256.hash(data: corpus.bytes + Array(try JSONText(encoding: preprocessing).text.utf8))
        return PhotoPack(path: BytePath("\(folder)/photos-\(digest.hexadecimal.prefix(16)).pack"), side: preprocessing.resolution)
    }

    /// Removes the prepared photos of the job, as when it is cancelled: they are copies of what somebody may want to be gone.
    func removePacks() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name.hasPrefix("photos-") && name.hasSuffix(".pack") {
            PhotoPack(path: BytePath("\(folder)/\(name)"), side: 0).remove()
        }
    }

    /// The photos: chosen by whoever began, and kept with the version.
    private func chosenCorpus(of candidate: ModelRecord) async throws -> RetrainCorpus {
        if try await database.artifacts.list(model: candidate.id).contains(where: { $0.kind == Self.corpus }) {
            return try RetrainCorpus(bytes: try await database.artifacts.read(kind: Self.corpus, model: candidate.id))
        }
        let all = try await database.images.recorded(in: claim.job.collectionID)
        guard !all.isEmpty else {
            throw SemblanceError(
                .notFound, "the collection holds no images to learn from", advice: "index a corpus: semblance index --corpus DIR")
        }
        let corpus = RetrainCorpus(all, heldOut: request.heldOut, maximum: request.maximumPhotos)
        try await database.artifacts.write(corpus.bytes, kind: Self.corpus, model: candidate.id)
        return corpus
    }

    /// Reads and prepares images; what fails says why.
    private func prepare(_ images: [RecordedImage], _ preprocessor: Preprocessor) async throws -> [Result<RGBImage, SemblanceError>] {
        let contents = try await RecordedPhotos(database: database, limits: options.limits).contents(of: images)
        return try await concurrentMap(images, width: options.cores) { image in
            guard let content = contents[image.id] else { return .failure(SemblanceError(.notFound, "the image \(image.id) is gone")) }
            do {
                return .success(try preprocessor.prepare(content.get()))
            } catch let error as SemblanceError {
                return .failure(error)
            }
        }
    }

    /// Says which photos cannot be used, and why.
    private func account(
        for corpus: RetrainCorpus, _ pack: PhotoPack, _ preprocessor: Preprocessor
    ) async throws -> RetrainOutcome.Corpus {
        let reader = try pack.opened()
        let unusable = corpus.images.indices.filter { (try? reader.photo(at: $0)) == nil }.map { corpus.images[$0] }
        var failures: [JobFailure] = []
        for start in stride(from: 0, to: unusable.count, by: RecordedPhotos.batchSize) {
            let part = Array(unusable[start..<min(start + RecordedPhotos.batchSize, unusable.count)])
            let places = try await database.images.sources(of: part.map(\.id))
            for (image, result) in zip(part, try await prepare(part, preprocessor)) {
                guard case .failure(let error) = result else { continue }
                let source = places[image.id]?.first ?? Array("image \(image.id)".utf8)
                failures.append(JobFailure(unreadable: error, source: source))
            }
        }
        let (total, failed) = (corpus.images.count, unusable.count)
        guard
            try await database.stagedJobs.keep(
                claim, inputs: JobProgress(total: total, encoded: total - failed, failed: failed), failures: failures) != nil
        else { throw CancellationError() }
        guard failed * 2 <= total else {
            // What cannot be read now may be there the next time.
            pack.remove()
            throw SemblanceError(
                .notFound, "\(failed) of \(total) photos cannot be read any more",
                advice:
                    "see semblance jobs failures \(claim.job.id); if a disk is missing, mount it and say semblance jobs retry \(claim.job.id)"
            )
        }
        return RetrainOutcome.Corpus(photos: total, unusable: failed)
    }
}

extension JobFailure {
    /// Why a photo that was indexed cannot be learned from: by the codes of files that cannot be indexed.
    fileprivate init(unreadable error: SemblanceError, source: [UInt8]) {
        let known: [SemblanceError.Code] = [.undecodable, .tooLarge, .unsupported]
        let code = known.contains(error.code) ? error.code : .unreadable
        self.init(source: source, code: code.description, message: error.description)
    }
}
