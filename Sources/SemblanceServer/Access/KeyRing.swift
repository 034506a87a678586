import Crypto
import Foundation
import SemblanceStorage
import Synchronization

/// The keys in force, held in memory. Whoever follows the database replaces them as a whole.
///
/// A ring without keys lets everybody do everything, or nobody anything where the server is one that others reach. Only hashes are held; a
/// key is looked for among all of them in a time that does not depend on which one it is, nor on how much of it is right.
public final class KeyRing: Sendable {
    /// One key as it is kept: never the secret, only its SHA-256.
    public struct Key: Sendable, Equatable {
        /// The SHA-256 of the secret, 32 bytes.
        public let hash: [UInt8]
        /// Whom it stands for.
        public let principal: Principal

        /// - Parameters:
        ///   - hash: the SHA-256 of the secret, 32 bytes
        ///   - id: the key's id
        ///   - name: the key's name
        ///   - scope: what it may do
        public init(hash: [UInt8], id: Int64, name: String, scope: KeyScope) {
            self.hash = hash
            principal = Principal(keyID: id, name: name, scope: scope)
        }
    }

    private struct State {
        var keys: [Key]
        var uses: [Int64: Date] = [:]
    }

    private let state: Mutex<State>
    private let opensWithoutKeys: Bool

    /// - Parameters:
    ///   - keys: the keys in force
    ///   - opensWithoutKeys: whether everybody may do everything as long as there are none
    public init(_ keys: [Key] = [], opensWithoutKeys: Bool = true) {
        self.opensWithoutKeys = opensWithoutKeys
        state = Mutex(State(keys: keys))
    }

    /// Whether any key is in force.
    public var isEmpty: Bool { state.withLock { $0.keys.isEmpty } }

    /// Puts other keys in force, at once and all together.
    public func replace(with keys: [Key]) {
        state.withLock { $0.keys = keys }
    }

    /// Whom a secret stands for, and notes the use of its key.
    ///
    /// - Parameter secret: the key that came with a request; nil where none did
    /// - Returns: nil where keys are in force and this is none of them
    public func principal(for secret: String?, at time: Date = Date()) -> Principal? {
        let keys = state.withLock { $0.keys }
        if keys.isEmpty, opensWithoutKeys { return .anybody }
        guard let secret, let key = Self.match(Array(SHA256.hash(data: Data(secret.utf8))), among: keys) else { return nil }
        if let id = key.principal.keyID { state.withLock { $0.uses[id] = time } }
        return key.principal
    }

    /// Which keys were used since the last call, and when last. The caller keeps it; the ring forgets.
    public func takeUses() -> [Int64: Date] {
        state.withLock { state in
            defer { state.uses = [:] }
            return state.uses
        }
    }

    /// The key of a hash. Every key is compared, to its last byte, whatever was found before.
    static func match(_ hash: [UInt8], among keys: some Sequence<Key>) -> Key? {
        var match: Key?
        for key in keys {
            if difference(hash, key.hash) == 0 { match = key }
        }
        return match
    }

    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> UInt8 {
        guard left.count == right.count else { return 1 }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) }
    }
}
