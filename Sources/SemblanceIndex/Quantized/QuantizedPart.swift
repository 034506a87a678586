import SemblanceCore

/// Some blocks of a segment.
struct QuantizedPart {
    /// Which segment.
    let segment: Int
    /// How many rows the segments before it have.
    let firstRow: Int
    let blocks: Range<Int>

    /// Calls `body` with a word for each block and a bit for each row that may be found; nil where all may.
    func withAllowed<Result>(
        by scope: ScanScope, in segments: [QuantizedSegment], _ body: (UnsafePointer<UInt32>?) -> Result
    ) -> Result {
        let segment = segments[self.segment]
        guard scope.isChosen else {
            return segment.alive.map { $0.withUnsafeBufferPointer { body($0.baseAddress.map { $0 + blocks.lowerBound }) } } ?? body(nil)
        }
        let words = blocks.map { block in
            var word = segment.alive?[block] ?? .max
            for lane in 0..<QuantizedStore.blockRows where !scope.admits(segment.store.ids[block * QuantizedStore.blockRows + lane]) {
                word &= ~(1 << UInt32(lane))
            }
            return word
        }
        return words.withUnsafeBufferPointer { body($0.baseAddress) }
    }

    /// The rows that may be found, counted from the segment's first.
    func rows(_ allowed: UnsafePointer<UInt32>?) -> [UInt32] {
        var rows: [UInt32] = []
        rows.reserveCapacity(blocks.count * QuantizedStore.blockRows)
        for block in blocks {
            let word = allowed?[block - blocks.lowerBound] ?? .max
            for lane in 0..<UInt32(QuantizedStore.blockRows) where word >> lane & 1 == 1 {
                rows.append(UInt32(block * QuantizedStore.blockRows) + lane)
            }
        }
        return rows
    }
}

extension [QuantizedSegment] {
    /// The segment of a row that is counted through all of them, and its number there.
    func locate(_ row: Int) -> (QuantizedSegment, Int) {
        var row = row, segment = 0
        while row >= self[segment].rows {
            row -= self[segment].rows
            segment += 1
        }
        return (self[segment], row)
    }
}
