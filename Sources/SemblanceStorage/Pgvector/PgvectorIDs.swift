import SemblanceCore

/// A set of ids as a statement tests it.
enum PgvectorIDs {
    /// One by one: the planner may look them up by the table's key, at a price for each when it plans.
    case keys([Int64])
    /// A bit an id from `first` to `last`, which costs nothing to plan and little to send.
    case bits([UInt8], first: Int64, last: Int64)

    /// - Parameter most: how many ids are worth looking up one by one. More of them are bits, unless they lie far apart.
    init(_ set: IDSet, keysUpTo most: Int) {
        let ids = set.ids
        guard ids.count > most, let first = ids.first, let last = ids.last,
            case let (span, overflow) = last.subtractingReportingOverflow(first), !overflow, span >> 6 < ids.count
        else {
            self = .keys(ids)
            return
        }
        var bits = [UInt8](repeating: 0, count: Int(span >> 3) + 1)
        for id in ids {
            let offset = Int(id - first)
            bits[offset >> 3] |= 1 << UInt8(offset & 7)
        }
        self = .bits(bits, first: first, last: last)
    }
}
