/// How a search is cut into pieces that threads take one after another.
struct ScanPlan: Sendable, Equatable {
    /// Some of the queries against some of the rows.
    struct Cell: Sendable, Equatable {
        let queries: Range<Int>
        let rows: Range<Int>
    }

    let cells: [Cell]

    /// Queries are cut first, into blocks of 8 to 64, since up to 8 are answered in the time of one; where that gives too few pieces
    /// for the threads, rows are cut too, between blocks of 32, but not below 16,384.
    init(queries: Int, rows: Int, threads: Int) {
        let queryBlock = max(8, min(64, (queries + threads - 1) / threads))
        let queryBlocks = (queries + queryBlock - 1) / queryBlock
        let rowBlocks = max(1, min((threads + queryBlocks - 1) / queryBlocks, rows / 16_384))
        let rowBlock = ((rows + rowBlocks - 1) / rowBlocks + 31) / 32 * 32
        cells = stride(from: 0, to: queries, by: queryBlock).flatMap { query in
            stride(from: 0, to: rows, by: max(rowBlock, 1)).map { row in
                Cell(queries: query..<min(query + queryBlock, queries), rows: row..<min(row + rowBlock, rows))
            }
        }
    }
}
