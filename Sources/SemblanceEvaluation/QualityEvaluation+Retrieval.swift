import SemblanceCore
import SemblanceImaging
import SemblanceIndex

extension QualityEvaluation {
    /// Searches with everything that encodes: changed copies for their originals, every photo for its neighbours, persons for themselves.
    func measureRetrieval(
        _ photos: ReadPhotos, _ corpus: EvaluationCorpus, labels: LabelTable?, _ measurements: inout [Measurement],
        _ pictures: inout QualityPictures?
    ) async throws {
        let encoding = measurements.indices.filter { measurements[$0].encoder != nil }
        guard !encoding.isEmpty else { return }
        var indexes: [ExactIndex] = []
        for measurement in encoding.map({ measurements[$0] }) {
            let rows = measurement.coordinates
            indexes.append(
                try ExactIndex(
                    ids: rows.indices.map(Int64.init), rows: rows.flatMap { $0 }, dimension: rows.first?.count ?? 0,
                    threads: options.threads))
        }
        try await measureSelfRetrieval(photos, corpus, indexes, encoding, &measurements)
        if encoding.first == 0 {
            try await pictures?.addNeighbours(
                of: photos.files.map(\.path), coordinates: measurements[0].coordinates, index: indexes[0], seed: options.seed
            ) { position in
                guard let preprocessing, let bytes = corpus.bytes(of: photos.files[position]) else { return nil }
                return try? Preprocessor(preprocessing, limits: options.limits).prepare(bytes)
            }
        }
        guard let labels, photos.files.count > 1 else { return }
        let paths = photos.files.map(\.path)
        let count = photos.files.count
        var nearest: [[[Int]]] = []
        for (position, index) in encoding.enumerated() {
            nearest.append(
                try await neighbours(measurements[index].coordinates, indexes[position]) {
                    report(.neighbours, position * count + $0, of: encoding.count * count)
                })
            measurements[index].labels = LabelAgreement.byColumn(labels, paths: paths, neighbours: nearest[position])
        }
        let identities = labels.values(of: LabelTable.identity, for: paths)
        for (position, index) in encoding.enumerated() {
            let outcomes = try await IdentityRetrieval.outcomes(
                identities: identities, neighbours: nearest[position], ranking: LatentRanking(measurements[index].coordinates),
                threads: options.threads
            ) { report(.identities, position * $1 + $0, of: encoding.count * $1) }
            measurements[index].identity = IdentityRetrieval(outcomes, known: identities.count { $0 != nil })
            guard !outcomes.isEmpty, let agreements = measurements[index].labels else { continue }
            measurements[index].identityByLabel = IdentityGroup.byColumn(labels, paths: paths, labels: agreements, outcomes)
        }
    }

    /// The positions of the nearest by cosine of every photo, itself left out.
    private func neighbours(_ coordinates: [[Float]], _ index: ExactIndex, progress: (Int) -> Void) async throws -> [[Int]] {
        var nearest: [[Int]] = []
        let block = 4 * Self.batch
        for start in stride(from: 0, to: coordinates.count, by: block) {
            try Task.checkCancellation()
            let queries = Array(coordinates[start..<min(start + block, coordinates.count)])
            let hits = try await index.search(queries, k: options.neighbours + 1, metric: .cosine)
            for (offset, found) in hits.enumerated() {
                nearest.append(Array(found.map { Int($0.id) }.filter { $0 != start + offset }.prefix(options.neighbours)))
            }
            progress(nearest.count)
        }
        return nearest
    }

    /// Changes photos as `Perturbation` says, and looks whether each copy finds its original first. An exact duplicate of the original
    /// in the corpus does not count against it.
    private func measureSelfRetrieval(
        _ photos: ReadPhotos, _ corpus: EvaluationCorpus, _ indexes: [ExactIndex], _ encoding: [Int], _ measurements: inout [Measurement]
    ) async throws {
        guard let preprocessing else { return }
        let preprocessor = try Preprocessor(preprocessing, limits: options.limits)
        let limits = options.limits
        let chosen = CorpusSample.some(options.retrievalQueries, of: photos.files.map(\.path), seed: options.seed)
        let queries = photos.files.indices.filter { chosen.contains(photos.files[$0].path) }
        let changes = Perturbation.allCases
        let block = max(1, Self.batch / changes.count)
        for start in stride(from: 0, to: queries.count, by: block) {
            try Task.checkCancellation()
            let part = Array(queries[start..<min(start + block, queries.count)])
            let files = part.map { photos.files[$0] }
            let copies = try await concurrentMap(files, width: options.threads) { file -> [RGBImage]? in
                // A file that has gone since it was encoded is no query.
                guard let bytes = corpus.bytes(of: file), let photo = try? ImageDecoder.decode(bytes, limits: limits) else { return nil }
                return try changes.map { try preprocessor.prepare($0.apply(to: photo)) }
            }
            let present = zip(part, copies).compactMap { original, copies in copies.map { (original: original, copies: $0) } }
            for (index, measured) in zip(indexes, encoding) {
                guard let encoder = measurements[measured].encoder else { continue }
                let latents = try await encoder.encode(present.flatMap(\.copies)).map { encoder.normalization.coordinates(of: $0) }
                let hits = try await index.search(latents, k: 1, metric: .cosine)
                for (number, query) in present.enumerated() {
                    for (offset, change) in changes.enumerated() {
                        let position = number * changes.count + offset
                        guard let hit = hits[position].first else { continue }
                        let own = Metric.cosine.distance(latents[position], measurements[measured].coordinates[query.original])
                        if own <= hit.distance { measurements[measured].found[change, default: 0] += 1 }
                    }
                }
                measurements[measured].queries += present.count
            }
            report(.selfRetrieval, start + part.count, of: queries.count)
        }
    }
}
