import SemblanceCore

/// Finds the row of an image by its id in O(log count). Ids that ascend need no memory of their own.
struct IDLookup: Sendable {
    private let ids: [Int64]
    /// The rows in the order of their ids; nil where they lie in it.
    let order: [UInt32]?

    /// - Throws: `conflict` where an id comes twice; `tooLarge` for more rows than 32 bits can number
    init(_ ids: [Int64]) throws {
        self.ids = ids
        guard ids.count <= UInt32.max else {
            throw SemblanceError(.tooLarge, "an index cannot hold \(ids.count) latents", advice: "split the collection")
        }
        guard !zip(ids, ids.dropFirst()).allSatisfy({ $0 < $1 }) else {
            order = nil
            return
        }
        let sorted = ids.enumerated().map { (id: $1, row: UInt32($0)) }.sorted { $0.id < $1.id }
        if let twice = zip(sorted, sorted.dropFirst()).first(where: { $0.id == $1.id }) {
            throw SemblanceError(.conflict, "image \(twice.0.id) comes twice in one index")
        }
        order = sorted.map(\.row)
    }

    /// What the lookup takes in memory.
    var bytesPerRow: Int { order == nil ? 0 : MemoryLayout<UInt32>.stride }

    /// The row of an image; nil where there is none.
    func row(of id: Int64) -> Int? {
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[row(at: middle)] < id { low = middle + 1 } else { high = middle }
        }
        guard low < ids.count, ids[row(at: low)] == id else { return nil }
        return row(at: low)
    }

    private func row(at position: Int) -> Int {
        order.map { Int($0[position]) } ?? position
    }
}
