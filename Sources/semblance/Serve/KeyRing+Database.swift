import SemblanceServer
import SemblanceStorage

extension KeyRing {
    /// Puts the keys in force that the database holds now.
    func follow(_ database: Database) async throws {
        replace(
            with: try await database.keys.active().map { key in
                Key(hash: key.sha256, id: key.id, name: key.name, scope: key.scope)
            })
    }

    /// Notes in the database which keys were used.
    func noteUses(in database: Database) async throws {
        let uses = takeUses()
        guard let last = uses.values.max() else { return }
        try await database.keys.touch(ids: Array(uses.keys), at: last)
    }
}
