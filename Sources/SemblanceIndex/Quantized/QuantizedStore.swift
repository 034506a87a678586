import CScan
import SemblanceCore
import Synchronization

/// Memory for the codes of up to `capacity` rows. Blocks of 32 rows are added at its end and never changed again, so whoever knows of
/// the first so many may read them while others add to it.
final class QuantizedStore: @unchecked Sendable {
    /// Rows that are added at a time.
    static let blockRows = Int(CSCAN_BITS_LANES)
    /// The most rows that a store holds.
    static let largestCapacity = 65_536

    /// How many rows there is room for.
    let capacity: Int
    /// Where the codes lie.
    let codes: CScanStore
    /// The images' ids.
    let ids: UnsafeMutablePointer<Int64>

    private let memory: UnsafeMutableRawPointer
    private let claimed = Mutex(0)

    /// - Parameter capacity: how many rows there is room for; made a multiple of 32
    /// - Throws: `engine` where there is no memory
    init(dimension: Int, capacity: Int) throws {
        let blocks = (min(capacity, Self.largestCapacity) + Self.blockRows - 1) / Self.blockRows
        self.capacity = blocks * Self.blockRows
        let bytes = cscan_store_bytes(dimension, self.capacity)
        guard let memory = cscan_store_allocate(bytes) else {
            throw SemblanceError(
                .engine, "there is no memory for \(self.capacity) latents of \(dimension) values (\(bytes) bytes)",
                advice: "set index.kind to pgvector, or give the machine more memory")
        }
        self.memory = memory
        codes = cscan_store(memory, dimension, self.capacity)
        ids = .allocate(capacity: self.capacity)
    }

    deinit {
        cscan_store_free(memory)
        ids.deallocate()
    }

    /// What a row takes in memory.
    static func bytesPerRow(dimension: Int) -> Int {
        cscan_store_bytes(dimension, blockRows) / blockRows + MemoryLayout<Int64>.stride
    }

    /// Reserves room after the first `blocks` blocks.
    ///
    /// - Returns: false where somebody else has added there, or where it is full
    func claim(_ count: Int, after blocks: Int) -> Bool {
        claimed.withLock { claimed in
            guard claimed == blocks, (blocks + count) * Self.blockRows <= capacity else { return false }
            claimed += count
            return true
        }
    }

    /// Writes whole blocks that nobody else writes to or reads yet.
    ///
    /// - Parameters:
    ///   - rows: 32 · count rows
    /// - Returns: the first row whose length is out of range
    func encode(
        _ rows: UnsafePointer<Float>, ids newIDs: UnsafePointer<Int64>, blocks: Range<Int>, by rotation: Rotation, kernel: ScanKernel
    ) -> Int? {
        let count = blocks.count * Self.blockRows
        (ids + blocks.lowerBound * Self.blockRows).initialize(from: newIDs, count: count)
        let refused = withUnsafePointer(to: codes) {
            cscan_store_encode(kernel.code, $0, rows, rotation.factors, blocks.lowerBound, blocks.count)
        }
        return refused < count ? refused : nil
    }

    /// Copies the codes of one row of another store to a place that nobody else writes to or reads yet.
    func copy(row: Int, of other: QuantizedStore, to place: Int) {
        (ids + place).initialize(to: other.ids[row])
        withUnsafePointer(to: codes) { target in
            withUnsafePointer(to: other.codes) { cscan_store_copy_row($0, row, target, place) }
        }
    }

    /// Writes the values of a row, rotated, as they are kept.
    ///
    /// - Returns: the sum of their squares
    func decode(_ row: Int, into values: UnsafeMutablePointer<Float>) -> Double {
        withUnsafePointer(to: codes) { cscan_store_decode($0, row, values) }
    }
}
