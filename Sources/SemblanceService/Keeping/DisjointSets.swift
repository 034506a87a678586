/// Sets that grow together as members are found to belong to each other (union by size, with path halving).
struct DisjointSets {
    private var parents: [Int64: Int64] = [:]
    private var sizes: [Int64: Int] = [:]

    /// Puts two members into one set.
    mutating func unite(_ a: Int64, _ b: Int64) {
        let (a, b) = (root(of: a), root(of: b))
        guard a != b else { return }
        let (small, large) = sizes[a, default: 1] < sizes[b, default: 1] ? (a, b) : (b, a)
        parents[small] = large
        sizes[large] = sizes[a, default: 1] + sizes[b, default: 1]
    }

    /// The member that stands for the set of this one.
    mutating func root(of member: Int64) -> Int64 {
        var member = member
        while let parent = parents[member] {
            guard let grandparent = parents[parent] else { return parent }
            parents[member] = grandparent
            member = grandparent
        }
        return member
    }
}
