import SemblanceCore
import SemblanceEvaluation
import SemblanceIndex
import SemblanceStorage

/// The latents of the images that two model versions have both encoded, ready to be searched.
struct CommonLatents: Sendable {
    /// The images, in ascending order.
    let ids: [Int64]
    /// An index of each version's latents of them.
    let indexes: VersionPair<ExactIndex>
    /// What these latents are like.
    let statistics: VersionPair<LatentStatistics>

    /// - Parameters:
    ///   - matrices: the latents of each version, no image twice
    ///   - threads: how many threads a search may use
    /// - Returns: nil where no image is in both
    init?(_ matrices: VersionPair<LatentMatrix>, threads: Int) throws {
        let common = IDSet(matrices.first.ids)
        ids = matrices.second.ids.filter { common.contains($0) }.sorted()
        guard !ids.isEmpty else { return nil }
        let chosen = IDSet(ids)
        let parts = matrices.map { Self.part(of: $0, chosen) }
        indexes = try parts.map { try ExactIndex(ids: $0.ids, rows: $0.rows, dimension: $0.dimension, threads: threads) }
        statistics = parts.map { LatentStatistics(rows: $0.rows, dimension: $0.dimension) }
    }

    /// The images that come first in an order by a hash of their ids: the same for every pair of versions and every run, as long as
    /// both hold them, and one image more changes them by no more than one.
    func sample(_ count: Int, seed: UInt64) -> [Int64] {
        let ordered = ids.map { id -> (id: Int64, hash: UInt64) in
            var generator = SplitMix64(seed: seed, stream: UInt64(bitPattern: id))
            return (id, generator.next())
        }.sorted { $0.hash != $1.hash ? $0.hash < $1.hash : $0.id < $1.id }
        return ordered.prefix(count).map(\.id)
    }

    private struct Part {
        var ids: [Int64]
        var rows: [Float]
        let dimension: Int
    }

    /// The rows of some images; the matrix as it is, without a copy, where it holds no others.
    private static func part(of matrix: LatentMatrix, _ chosen: IDSet) -> Part {
        let dimension = matrix.dimension
        guard matrix.count > chosen.count else { return Part(ids: matrix.ids, rows: matrix.vectors, dimension: dimension) }
        var part = Part(ids: [], rows: [], dimension: dimension)
        part.ids.reserveCapacity(chosen.count)
        part.rows.reserveCapacity(chosen.count * dimension)
        for (row, id) in matrix.ids.enumerated() where chosen.contains(id) {
            part.ids.append(id)
            part.rows += matrix.vectors[row * dimension..<(row + 1) * dimension]
        }
        return part
    }
}
