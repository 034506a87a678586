import SemblanceCore
import SemblanceIndex

/// Asks both versions for the nearest of images, and each where the other's nearest stand in its own order.
struct NeighbourSurvey: Sendable {
    let indexes: VersionPair<ExactIndex>
    /// How many neighbours are compared.
    let neighbours: Int
    let metric: Metric

    /// How many images are asked together.
    private static let batch = 256

    /// - Parameter images: held by both indexes
    func run(_ images: [Int64], progress: (_ done: Int) -> Void) async throws -> [ChangedImage] {
        var found: [ChangedImage] = []
        for start in stride(from: 0, to: images.count, by: Self.batch) {
            try Task.checkCancellation()
            let part = Array(images[start..<min(start + Self.batch, images.count)])
            let first = try await nearest(part, in: indexes.first)
            let second = try await nearest(part, in: indexes.second)
            let firstRanks = try await ranks(of: first, listed: second, around: part, in: indexes.second)
            let secondRanks = try await ranks(of: second, listed: first, around: part, in: indexes.first)
            found += part.indices.map {
                ChangedImage(
                    id: part[$0], neighbours: VersionPair(first[$0], second[$0]), ranks: VersionPair(firstRanks[$0], secondRanks[$0]))
            }
            progress(found.count)
        }
        return found
    }

    /// The nearest of each image, itself left out.
    private func nearest(_ images: [Int64], in index: ExactIndex) async throws -> [[Int64]] {
        let vectors = images.compactMap { index.vector(of: $0) }
        let hits = try await index.search(vectors, k: neighbours + 1, metric: metric)
        return zip(images, hits).map { image, hits in Array(hits.map(\.id).filter { $0 != image }.prefix(neighbours)) }
    }

    /// Where images stand in an index's order: those that it lists by their places, the others as it ranks them.
    private func ranks(
        of wanted: [[Int64]], listed: [[Int64]], around images: [Int64], in index: ExactIndex
    ) async throws -> [[Int]] {
        let places = listed.map { Dictionary(uniqueKeysWithValues: $0.enumerated().map { ($1, $0 + 1) }) }
        let others = zip(wanted, places).map { wanted, places in wanted.filter { places[$0] == nil } }
        let asked = images.indices.filter { !others[$0].isEmpty }
        let counted = try await index.ranks(of: asked.map { others[$0] }, around: asked.map { images[$0] }, metric: metric)
        var ranks = places
        for (position, image) in asked.enumerated() {
            for (other, rank) in zip(others[image], counted[position]) { ranks[image][other] = rank }
        }
        return zip(wanted, ranks).map { wanted, ranks in wanted.compactMap { ranks[$0] } }
    }
}
