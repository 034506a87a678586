/// Images to search among. Whether one belongs is asked for every row of a scan, so ids that lie close together are bits.
public struct IDSet: Sendable, Equatable {
    private enum Storage: Sendable, Equatable {
        /// One bit an id from `first` on.
        case bits([UInt64], first: Int64)
        case sorted([Int64])
    }

    private let storage: Storage
    /// How many ids belong.
    public let count: Int

    /// A set of ids in any order; one that comes twice counts once.
    public init(_ ids: some Sequence<Int64>) {
        var sorted = Array(ids)
        if !zip(sorted, sorted.dropFirst()).allSatisfy({ $0 < $1 }) { sorted = Array(Set(sorted)).sorted() }
        count = sorted.count
        guard let first = sorted.first, let last = sorted.last, let words = Self.words(first, last, count: sorted.count) else {
            storage = .sorted(sorted)
            return
        }
        var bits = [UInt64](repeating: 0, count: words)
        for id in sorted {
            let offset = Int(id - first)
            bits[offset >> 6] |= 1 << UInt64(offset & 63)
        }
        storage = .bits(bits, first: first)
    }

    /// The ids, ascending. O(count).
    public var ids: [Int64] {
        switch storage {
        case .sorted(let ids): return ids
        case .bits(let words, let first):
            var ids: [Int64] = []
            ids.reserveCapacity(count)
            for (index, word) in words.enumerated() {
                var rest = word
                while rest != 0 {
                    ids.append(first + Int64(index << 6 + rest.trailingZeroBitCount))
                    rest &= rest - 1
                }
            }
            return ids
        }
    }

    /// Whether an id belongs.
    public func contains(_ id: Int64) -> Bool {
        switch storage {
        case .bits(let bits, let first):
            guard id >= first, case let offset = UInt64(bitPattern: id &- first), offset >> 6 < bits.count else { return false }
            return bits[Int(offset >> 6)] >> (offset & 63) & 1 == 1
        case .sorted(let ids):
            var (low, high) = (0, ids.count)
            while low < high {
                let middle = (low + high) / 2
                if ids[middle] < id { low = middle + 1 } else { high = middle }
            }
            return low < ids.count && ids[low] == id
        }
    }

    /// How many words of bits the ids take; nil where they lie so far apart that a list is smaller.
    private static func words(_ first: Int64, _ last: Int64, count: Int) -> Int? {
        let (span, overflow) = last.subtractingReportingOverflow(first)
        guard !overflow, span >> 6 < count else { return nil }
        return Int(span >> 6) + 1
    }
}
