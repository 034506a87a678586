import SemblanceCore
import SemblanceImaging
import SemblanceStorage

extension ModelComparison {
    /// Reads the latents of both versions.
    ///
    /// - Returns: which images each has, and the latents of those that both have; nil where there are none
    func load() async throws -> (counts: ImageCounts, latents: CommonLatents?) {
        report(.loading, 0, of: 2)
        let first = try await database.latents.load(model: records.first.id)
        report(.loading, 1, of: 2)
        let second = try await database.latents.load(model: records.second.id)
        report(.loading, 2, of: 2)
        let (images, others) = (first.count, second.count)
        let latents = try CommonLatents(VersionPair(first, second), threads: options.threads)
        let common = latents?.ids.count ?? 0
        return (ImageCounts(common: common, alone: VersionPair(images - common, others - common)), latents)
    }

    /// - Returns: how far the versions agree, and the images whose neighbours changed most; nothing for fewer than two common images
    func compareNeighbours(
        of latents: CommonLatents?, asking images: [Int64]
    ) async throws -> (agreement: NeighbourAgreement?, changed: [ChangedImage]) {
        guard let latents, latents.ids.count > 1 else { return (nil, []) }
        let neighbours = min(ComparisonOptions.neighbours, latents.ids.count - 1)
        let survey = NeighbourSurvey(indexes: latents.indexes, neighbours: neighbours, metric: Self.metric)
        report(.neighbours, 0, of: images.count)
        let found = try await survey.run(images) { report(.neighbours, $0, of: images.count) }
        var changed = Array(found.sorted { $0.isChangedMore(than: $1) }.prefix(options.changed))
        let sources = try await database.images.sources(of: changed.map(\.id))
        for index in changed.indices {
            changed[index].source = sources[changed[index].id]?.first.map { BytePath(bytes: $0).description }
        }
        return (NeighbourAgreement(found, neighbours: neighbours, metric: Self.metric), changed)
    }
}
