import SemblanceCore
import SemblanceImaging

/// A part of a corpus, chosen by a seeded hash of names: the same files for the same seed, in whatever order they come.
public struct CorpusSample: Sendable, Equatable {
    /// The most files that are taken; nil for all.
    public let limit: Int?
    /// Determines which.
    public let seed: UInt64

    /// - Throws: `invalidArgument` for a limit below 1.
    public init(limit: Int?, seed: UInt64) throws {
        if let limit, limit < 1 {
            throw SemblanceError(.invalidArgument, "a sample of \(limit) images", advice: "give 1 or more")
        }
        (self.limit, self.seed) = (limit, seed)
    }

    /// Chooses among paths.
    ///
    /// - Parameters:
    ///   - paths: each once
    ///   - groups: one name a path, or nil: paths of one name are taken together or not at all, so that who is in the sample is there
    ///     with all photos
    /// - Returns: positions in `paths`, ascending. A group that would exceed the limit is passed over for smaller ones behind it.
    func choose(_ paths: [BytePath], groups: [String?]) -> [Int] {
        guard let limit, limit < paths.count else { return Array(paths.indices) }
        var members: [BytePath: [Int]] = [:]
        for index in paths.indices {
            // The zero byte keeps a person apart from a file that is called likewise.
            let key = groups[index].map { BytePath(bytes: [0] + Array($0.utf8)) } ?? paths[index]
            members[key, default: []].append(index)
        }
        let ordered = Self.shuffled(Array(members.keys), seed: seed)
        var chosen: [Int] = []
        for key in ordered {
            guard let group = members[key], chosen.count + group.count <= limit else { continue }
            chosen += group
            if chosen.count == limit { break }
        }
        return chosen.sorted()
    }

    /// The `count` paths whose names hash lowest, as a set.
    static func some(_ count: Int, of paths: [BytePath], seed: UInt64) -> Set<BytePath> {
        Set(shuffled(paths, seed: seed).prefix(count))
    }

    private static func shuffled(_ keys: [BytePath], seed: UInt64) -> [BytePath] {
        keys.map { (key: $0, position: $0.shuffledPosition(seed: seed &+ 1)) }
            .sorted { $0.position != $1.position ? $0.position < $1.position : $0.key < $1.key }
            .map(\.key)
    }
}
