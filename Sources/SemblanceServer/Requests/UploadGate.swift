import Synchronization

/// Bounds how many uploads are held in memory at once; the next one is told to come back.
public final class UploadGate: Sendable {
    private let limit: Int
    private let count = Mutex(0)

    /// - Parameter limit: the most uploads at once
    public init(limit: Int) {
        self.limit = limit
    }

    /// How many uploads are held now.
    public var inFlight: Int { count.withLock { $0 } }

    /// Runs the work on one upload, from the first byte of its body to the reply.
    ///
    /// - Throws: 503 with `Retry-After` where too many are held already, without reading a byte
    public func pass<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        let isFree = count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isFree else { throw Problem.overloaded() }
        defer { count.withLock { $0 -= 1 } }
        return try await body()
    }
}
