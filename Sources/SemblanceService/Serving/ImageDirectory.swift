import SemblanceCore
import SemblanceStorage
import Synchronization

/// What is shown with a hit, kept in memory up to a budget, so that most searches ask the database nothing and go on without it.
public final class ImageDirectory: Sendable {
    private struct State {
        var entries: [Int64: ImageDetail] = [:]
        var bytes = 0
        /// Grows when what was read before may have changed.
        var epoch = 0
    }

    private let database: Database
    private let budget: Int
    private let state = Mutex(State())

    /// - Parameter budget: about how many bytes of memory to use; what does not fit is asked for when it is needed
    public init(database: Database, budget: Int = 512 << 20) {
        self.database = database
        self.budget = budget
    }

    /// How many images are in memory.
    public var count: Int { state.withLock { $0.entries.count } }

    /// What is known of some images; those that do not exist are missing.
    ///
    /// - Returns: the details, and whether they are all there are: without the database only those in memory are
    public func details(of ids: [Int64]) async throws -> (found: [Int64: ImageDetail], isWhole: Bool) {
        var (found, missing, epoch) = state.withLock { state in
            var found: [Int64: ImageDetail] = [:]
            var missing: [Int64] = []
            for id in ids {
                if let detail = state.entries[id] { found[id] = detail } else { missing.append(id) }
            }
            return (found, missing, state.epoch)
        }
        guard !missing.isEmpty else { return (found, true) }
        do {
            let fresh = try await database.images.details(of: missing)
            add(fresh, asOf: epoch)
            found.merge(fresh) { $1 }
            return (found, true)
        } catch let error as SemblanceError where error.code == .unavailable {
            return (found, false)
        }
    }

    /// Reads what is known of all images of a collection, as far as the budget goes.
    func fill(collection: Int64) async throws {
        let epoch = state.withLock { $0.epoch }
        try await database.images.reduceDetails(collection: collection, into: ()) { _, id, detail in self.add([id: detail], asOf: epoch) }
    }

    /// Reads anew what is known of some images, and forgets those that are gone.
    ///
    /// - Returns: the images that are gone
    func refresh(_ ids: [Int64]) async throws -> Set<Int64> {
        guard !ids.isEmpty else { return [] }
        let epoch = remove(ids)
        let fresh = try await database.images.details(of: ids)
        add(fresh, asOf: epoch)
        return Set(ids).subtracting(fresh.keys)
    }

    /// Forgets everything: nobody knows what has changed.
    func forget() {
        state.withLock { state in
            state.epoch += 1
            state.entries = [:]
            state.bytes = 0
        }
    }

    /// Keeps what was read, unless it may have changed since.
    private func add(_ details: [Int64: ImageDetail], asOf epoch: Int) {
        state.withLock { state in
            guard state.epoch == epoch else { return }
            for (id, detail) in details where state.bytes + detail.cost <= budget {
                if let old = state.entries.updateValue(detail, forKey: id) { state.bytes -= old.cost }
                state.bytes += detail.cost
            }
        }
    }

    private func remove(_ ids: [Int64]) -> Int {
        state.withLock { state in
            state.epoch += 1
            for id in ids {
                if let old = state.entries.removeValue(forKey: id) { state.bytes -= old.cost }
            }
            return state.epoch
        }
    }
}

extension ImageDetail {
    /// About how many bytes of memory it takes: its texts, and what keeps them.
    fileprivate var cost: Int { (source?.count ?? 0) + metadata.text.utf8.count + 144 }
}
