extension QuantizedSegment {
    /// The rows that can be found.
    func places() -> [Place] {
        (0..<rows).filter(isAlive).map { (store: store, row: $0) }
    }

    /// Adds whole blocks of rows of other segments, for which room was claimed.
    mutating func add(_ rows: ArraySlice<Place>) {
        let first = self.rows
        for (place, source) in rows.enumerated() { store.copy(row: source.row, of: source.store, to: first + place) }
        see(rows.count / QuantizedStore.blockRows)
    }

    /// A block that is not full, of rows of other segments; the rest of it counts as gone.
    init(open rows: ArraySlice<Place>, dimension: Int) throws {
        self.init(store: try QuantizedStore(dimension: dimension, capacity: QuantizedStore.blockRows))
        _ = store.claim(1, after: 0)
        let padding = repeatElement(rows[rows.startIndex], count: QuantizedStore.blockRows - rows.count)
        add(rows + padding)
        for row in rows.count..<QuantizedStore.blockRows { remove(row) }
    }

    /// The same rows, those that are gone included, in a store of their own.
    func copied(capacity: Int, dimension: Int) throws -> QuantizedSegment {
        var copy = QuantizedSegment(store: try QuantizedStore(dimension: dimension, capacity: capacity))
        _ = copy.store.claim(blocks, after: 0)
        copy.add((0..<rows).map { (store: store, row: $0) }[...])
        for row in 0..<rows where !isAlive(row) { copy.remove(row) }
        return copy
    }
}
