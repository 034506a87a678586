import SemblanceCore
import SemblanceImaging
import SemblanceIndex

extension QualityEvaluation {
    /// Photos that could be decoded, with their latents.
    struct EncodedCorpus {
        var files: [CorpusFile] = []
        var coordinates: [[Float]] = []
        var failed = 0
        var reconstruction: ReconstructionQuality?
    }

    /// What needs the photos' latents.
    struct CorpusFigures {
        var selfRetrieval: SelfRetrieval?
        var labels: [String: LabelAgreement?]?
        var identity: IdentityRetrieval?
    }

    /// Encodes all photos, and reconstructs some of them on the way, so that no more than a batch of pixels is held.
    func encode(_ corpus: EvaluationCorpus, with encoder: any ImageEncoder) async throws -> EncodedCorpus {
        let preprocessor = try Preprocessor(encoder.preprocessing, limits: options.limits)
        let reconstructed = CorpusSample.some(options.reconstructions, of: corpus.files.map(\.path), seed: options.seed)
        var quality = ReconstructionQuality.Accumulator(side: encoder.preprocessing.resolution)
        var result = EncodedCorpus()
        for start in stride(from: 0, to: corpus.files.count, by: Self.batch) {
            try Task.checkCancellation()
            let files = Array(corpus.files[start..<min(start + Self.batch, corpus.files.count)])
            let prepared = try await concurrentMap(files, width: options.threads) { file in
                corpus.bytes(of: file).flatMap { try? preprocessor.prepare($0) }
            }
            let readable = zip(files, prepared).compactMap { file, image in image.map { (file: file, image: $0) } }
            let coordinates = try await encoder.encode(readable.map(\.image)).map { encoder.normalization.coordinates(of: $0) }
            result.files += readable.map(\.file)
            result.coordinates += coordinates
            result.failed += files.count - readable.count
            if let generator {
                let chosen = readable.indices.filter { reconstructed.contains(readable[$0].file.path) }
                let pictures = try await generator.generate(chosen.map { coordinates[$0] }, truncation: generator.truncation)
                for (index, picture) in zip(chosen, pictures) { quality.add(readable[index].image, picture) }
            }
            report(.corpus, start + files.count, of: corpus.files.count)
        }
        guard !result.files.isEmpty else {
            throw SemblanceError(
                .undecodable, "none of the \(corpus.files.count) photos can be decoded", advice: "name a folder of whole photos")
        }
        result.reconstruction = quality.result
        return result
    }

    /// Searches: changed copies for their originals, every photo for its neighbours, persons for themselves.
    func measure(
        _ encoded: EncodedCorpus, _ corpus: EvaluationCorpus, labels: LabelTable?, encoder: any ImageEncoder
    ) async throws -> CorpusFigures {
        let index = try ExactIndex(
            ids: encoded.files.indices.map(Int64.init), rows: encoded.coordinates.flatMap { $0 }, dimension: encoder.latentDimension,
            threads: options.threads)
        var figures = CorpusFigures()
        figures.selfRetrieval = try await measureSelfRetrieval(encoded, corpus, index, encoder)
        guard let labels, encoded.files.count > 1 else { return figures }
        let paths = encoded.files.map(\.path)
        let nearest = try await neighbours(encoded, index)
        figures.labels = LabelAgreement.byColumn(labels, paths: paths, neighbours: nearest)
        figures.identity = try await IdentityRetrieval.measure(
            identities: labels.values(of: LabelTable.identity, for: paths), neighbours: nearest,
            ranking: LatentRanking(encoded.coordinates), threads: options.threads
        ) { report(.identities, $0, of: $1) }
        return figures
    }

    /// The positions of the nearest by cosine of every photo, itself left out.
    private func neighbours(_ encoded: EncodedCorpus, _ index: ExactIndex) async throws -> [[Int]] {
        var nearest: [[Int]] = []
        let block = 4 * Self.batch
        for start in stride(from: 0, to: encoded.files.count, by: block) {
            try Task.checkCancellation()
            let queries = Array(encoded.coordinates[start..<min(start + block, encoded.files.count)])
            let hits = try await index.search(queries, k: options.neighbours + 1, metric: .cosine)
            for (offset, found) in hits.enumerated() {
                nearest.append(Array(found.map { Int($0.id) }.filter { $0 != start + offset }.prefix(options.neighbours)))
            }
            report(.neighbours, nearest.count, of: encoded.files.count)
        }
        return nearest
    }

    /// Changes photos as `Perturbation` says, and looks whether each copy finds its original first. An exact duplicate of the original
    /// in the corpus does not count against it.
    private func measureSelfRetrieval(
        _ encoded: EncodedCorpus, _ corpus: EvaluationCorpus, _ index: ExactIndex, _ encoder: any ImageEncoder
    ) async throws -> SelfRetrieval? {
        let preprocessor = try Preprocessor(encoder.preprocessing, limits: options.limits)
        let limits = options.limits
        let chosen = CorpusSample.some(options.retrievalQueries, of: encoded.files.map(\.path), seed: options.seed)
        let queries = encoded.files.indices.filter { chosen.contains(encoded.files[$0].path) }
        var found: [Perturbation: Int] = [:]
        var asked = 0
        let changes = Perturbation.allCases
        let block = max(1, Self.batch / changes.count)
        for start in stride(from: 0, to: queries.count, by: block) {
            try Task.checkCancellation()
            let part = Array(queries[start..<min(start + block, queries.count)])
            let files = part.map { encoded.files[$0] }
            let copies = try await concurrentMap(files, width: options.threads) { file -> [RGBImage]? in
                // A file that has gone since it was encoded is no query.
                guard let bytes = corpus.bytes(of: file), let photo = try? ImageDecoder.decode(bytes, limits: limits) else { return nil }
                return try changes.map { preprocessor.prepare(try $0.apply(to: photo)) }
            }
            let present = zip(part, copies).compactMap { original, copies in copies.map { (original: original, copies: $0) } }
            let latents = try await encoder.encode(present.flatMap(\.copies)).map { encoder.normalization.coordinates(of: $0) }
            let hits = try await index.search(latents, k: 1, metric: .cosine)
            for (number, query) in present.enumerated() {
                for (offset, change) in changes.enumerated() {
                    let position = number * changes.count + offset
                    guard let hit = hits[position].first else { continue }
                    let own = Metric.cosine.distance(latents[position], encoded.coordinates[query.original])
                    if own <= hit.distance { found[change, default: 0] += 1 }
                }
            }
            asked += present.count
            report(.selfRetrieval, start + part.count, of: queries.count)
        }
        return SelfRetrieval(found: found, queries: asked)
    }
}
