import SemblanceCore

extension ExactIndex {
    /// The index with some images taken out and others put in; this one stays as it is for whoever searches it.
    ///
    /// - Parameters:
    ///   - insertions: new images with their latents
    ///   - removals: images that go; those that the index does not hold are passed over, and an image that is removed and inserted
    ///     is replaced
    /// - Throws: `invalidArgument` for a latent of another length or with a value that is not finite; `conflict` where an image
    ///   would be in the index twice.
    public func updating(inserting insertions: [(id: Int64, vector: [Float])], removing removals: Set<Int64>) throws -> ExactIndex {
        try IndexContents.validate(insertions, dimension: dimension)
        var ids: [Int64] = []
        var rows: [Float] = []
        ids.reserveCapacity(count + insertions.count)
        rows.reserveCapacity((count + insertions.count) * dimension)
        var first = 0
        for row in removals.compactMap({ lookup.row(of: $0) }).sorted() + [count] {
            ids += self.ids[first..<row]
            rows += self.rows[first * dimension..<row * dimension]
            first = row + 1
        }
        for insertion in insertions {
            ids.append(insertion.id)
            rows += insertion.vector
        }
        return try ExactIndex(ids: ids, rows: rows, dimension: dimension, threads: threads, kernel: kernel)
    }
}
