import SemblanceCore
import SemblanceStorage

/// The collections that a server searches, each loaded when it is first asked for.
public actor ServingShelf {
    private let database: Database
    private let make: @Sendable (ImageCollection) -> ServingCollection
    private var collections: [String: ServingCollection] = [:]

    /// - Parameter make: makes a collection that has not looked at the database yet
    public init(database: Database, make: @escaping @Sendable (ImageCollection) -> ServingCollection) {
        self.database = database
        self.make = make
    }

    /// A collection, loaded.
    ///
    /// - Throws: `notFound`; what loading throws
    public func collection(named name: String) async throws -> ServingCollection {
        if let known = collections[name] {
            // Others may be loading it at this moment.
            await known.firstLook()
            return known
        }
        let found = try await database.collections.require(name: name)
        let serving = collections[name] ?? make(found)
        collections[name] = serving
        try await serving.look()
        return serving
    }

    /// All that were asked for.
    public var loaded: [ServingCollection] { collections.values.sorted { $0.collection.id < $1.collection.id } }

    /// Looks at the database for all of them; those that were deleted are forgotten.
    public func look() async throws {
        let known = Set(try await database.collections.list().map(\.id))
        for (name, serving) in collections where !known.contains(serving.collection.id) { collections[name] = nil }
        for serving in loaded { try await serving.look() }
    }
}
