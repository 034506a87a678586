/// How far a database's schema is, compared with the program's migrations.
public struct SchemaStatus: Sendable, Equatable, Codable {
    /// The number of the last migration that was applied; 0 for an empty database.
    public let current: Int
    /// The number of the last migration that the program brings.
    public let latest: Int

    /// Both numbers.
    public init(current: Int, latest: Int) {
        self.current = current
        self.latest = latest
    }

    /// Whether there is something to migrate.
    public var isBehind: Bool { current < latest }
    /// Whether the database was migrated by a newer program.
    public var isAhead: Bool { current > latest }
}
