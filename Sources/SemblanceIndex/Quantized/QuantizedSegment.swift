import CScan

/// The first blocks of a store, less the rows that are gone: what one state of an index sees of it.
struct QuantizedSegment: Sendable {
    /// Where a row is.
    typealias Place = (store: QuantizedStore, row: Int)

    let store: QuantizedStore
    /// How many blocks belong.
    private(set) var blocks = 0
    /// One bit a row that can be found, a word a block; nil where all can.
    private(set) var alive: [UInt32]?
    /// How many rows are gone.
    private(set) var gone = 0
    /// The smallest and the largest id; nil without a row.
    private(set) var ids: ClosedRange<Int64>?
    /// The shortest and the longest row that is not zero; nil without one.
    private(set) var lengths: ClosedRange<Float>?
    /// Whether each id is greater than the one before.
    private var ascends = true

    /// Nothing of a store yet.
    init(store: QuantizedStore) {
        self.store = store
    }

    /// How many rows there are, gone ones included.
    var rows: Int { blocks * QuantizedStore.blockRows }
    /// How many rows can be found.
    var count: Int { rows - gone }

    /// Takes in blocks that were claimed and written.
    mutating func see(_ count: Int) {
        let first = rows
        blocks += count
        for row in first..<rows {
            let (id, length) = (store.ids[row], store.codes.lengths[row])
            if row > 0, id <= store.ids[row - 1] { ascends = false }
            ids = ids.map { min($0.lowerBound, id)...max($0.upperBound, id) } ?? id...id
            if length > 0 { lengths = lengths.map { min($0.lowerBound, length)...max($0.upperBound, length) } ?? length...length }
        }
        alive?.append(contentsOf: repeatElement(.max, count: count))
    }

    /// Whether a row can be found.
    func isAlive(_ row: Int) -> Bool {
        alive.map { $0[row / QuantizedStore.blockRows] >> UInt32(row % QuantizedStore.blockRows) & 1 == 1 } ?? true
    }

    /// The row of an image that can be found; nil where there is none. O(log rows) where ids ascend, as they do unless images come
    /// back.
    func row(of id: Int64) -> Int? {
        guard let ids, ids.contains(id) else { return nil }
        guard ascends else { return (0..<rows).first { store.ids[$0] == id && isAlive($0) } }
        var (low, high) = (0, rows)
        while low < high {
            let middle = (low + high) / 2
            if store.ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low < rows && store.ids[low] == id && isAlive(low) ? low : nil
    }

    /// Takes a row out.
    mutating func remove(_ row: Int) {
        var alive = self.alive ?? [UInt32](repeating: .max, count: blocks)
        self.alive = nil
        alive[row / QuantizedStore.blockRows] &= ~(1 << UInt32(row % QuantizedStore.blockRows))
        self.alive = alive
        gone += 1
    }
}
