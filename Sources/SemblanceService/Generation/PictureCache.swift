import SemblanceCore

/// Keeps ways between photos, the ones that were asked for last, up to a budget. Who asks for one that is being drawn waits for it.
public actor PictureCache {
    /// What a way depends on.
    struct Key: Hashable, Sendable {
        let model: Int64
        /// SHA-256 of a photo's file, or the eight bytes of an image's id.
        let ends: [[UInt8]]
        let steps: Int
        let mode: LatentInterpolation
    }

    private struct Entry {
        let way: Way
        var usedAt: Int
    }

    private let budget: Int
    private var entries: [Key: Entry] = [:]
    private var drawing: [Key: Task<Way, any Error>] = [:]
    private var bytes = 0
    private var now = 0

    /// - Parameter budget: about how many bytes of memory to use
    public init(budget: Int = 64 << 20) { self.budget = budget }

    /// What is kept for a key, or else what `draw` makes.
    func value(for key: Key, draw: @escaping @Sendable () async throws -> Way) async throws -> Way {
        now += 1
        if let way = entries[key]?.way {
            entries[key]?.usedAt = now
            return way
        }
        if let task = drawing[key] { return try await task.value }
        let task = Task { try await draw() }
        drawing[key] = task
        defer { drawing[key] = nil }
        let way = try await task.value
        keep(way, for: key)
        return way
    }

    private func keep(_ way: Way, for key: Key) {
        guard way.cost <= budget else { return }
        while bytes + way.cost > budget, let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt })?.key {
            bytes -= entries.removeValue(forKey: oldest)?.way.cost ?? 0
        }
        bytes += way.cost
        entries[key] = Entry(way: way, usedAt: now)
    }
}
