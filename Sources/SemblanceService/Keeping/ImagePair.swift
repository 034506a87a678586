/// Two images that show the same photo, or may.
struct ImagePair: Sendable, Equatable {
    let first: Int64
    let second: Int64
    /// The cosine of their latents.
    let similarity: Float

    init(_ first: Int64, _ second: Int64, _ similarity: Float) {
        (self.first, self.second, self.similarity) = (first, second, similarity)
    }

    /// The images that pairs connect, and the least similarity of a pair among them; the most alike groups first.
    static func groups(of pairs: [ImagePair]) -> [(similarity: Float, ids: [Int64])] {
        var sets = DisjointSets()
        for pair in pairs { sets.unite(pair.first, pair.second) }
        var groups: [Int64: (similarity: Float, ids: Set<Int64>)] = [:]
        for pair in pairs {
            let root = sets.root(of: pair.first)
            let group = groups[root] ?? (.infinity, [])
            groups[root] = (min(group.similarity, pair.similarity), group.ids.union([pair.first, pair.second]))
        }
        return groups.values.map { ($0.similarity, $0.ids.sorted()) }.sorted { ($1.similarity, $0.ids[0]) < ($0.similarity, $1.ids[0]) }
    }
}
