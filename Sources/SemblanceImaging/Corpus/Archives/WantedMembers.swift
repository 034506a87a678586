/// The entries of a tar that are still to be read, by their members' paths.
struct WantedMembers {
    /// Positions in `entries`, the next one last: a tar may hold a path several times.
    private var positions: [BytePath: [Int]] = [:]
    private let entries: [CorpusEntry]

    init(_ entries: [CorpusEntry]) {
        self.entries = entries
        for (index, entry) in entries.enumerated().reversed() { positions[entry.member, default: []].append(index) }
    }

    /// Whether nothing is left to be read.
    var isEmpty: Bool { positions.isEmpty }

    /// What has not been found, in the order given.
    var missing: [CorpusEntry] { positions.values.joined().sorted().map { entries[$0] } }

    /// The entry that a member is read for; nil where nobody asked for it.
    mutating func take(_ member: BytePath) -> CorpusEntry? {
        guard let index = positions[member]?.popLast() else { return nil }
        if positions[member]?.isEmpty == true { positions[member] = nil }
        return entries[index]
    }
}
