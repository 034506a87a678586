import SemblanceCore

/// Named corpora.
public struct CollectionRepository: Sendable {
    let pool: PostgresPool

    /// Over the connections of a database.
    public init(pool: PostgresPool) { self.pool = pool }

    /// Makes a collection.
    ///
    /// - Throws: `conflict` where one has the name, `invalidArgument` for a name that cannot be one
    public func create(name: String) async throws -> ImageCollection {
        try ResourceName.validate(name, of: "collection")
        return try await pool.withConnection { connection in
            let sql = "INSERT INTO collections (name) VALUES ($1) ON CONFLICT (name) DO NOTHING RETURNING id, name, created_at"
            guard let row = try connection.query(sql, name).first else {
                throw SemblanceError(.conflict, "a collection called \(name) exists already", advice: "choose another name")
            }
            return try ImageCollection(row)
        }
    }

    /// All collections by name.
    public func list() async throws -> [ImageCollection] {
        try await pool.withConnection { connection in
            try connection.query("SELECT id, name, created_at FROM collections ORDER BY name").map(ImageCollection.init)
        }
    }

    /// The collection of a name.
    public func find(name: String) async throws -> ImageCollection? {
        try await pool.withConnection { connection in
            try connection.query("SELECT id, name, created_at FROM collections WHERE name = $1", name).first.map(ImageCollection.init)
        }
    }

    /// The collection of a name.
    ///
    /// - Throws: `notFound`
    public func require(name: String) async throws -> ImageCollection {
        guard let collection = try await find(name: name) else {
            throw SemblanceError(
                .notFound, "there is no collection called \(name)", advice: "see semblance collections list, or create it")
        }
        return collection
    }

    /// Deletes a collection with everything in it: images, models, latents, jobs. The collection `default` is left empty instead,
    /// because every database has it.
    ///
    /// - Throws: `notFound`
    public func delete(name: String) async throws {
        let collection = try await require(name: name)
        try await pool.withTransaction { connection in
            try connection.query(
                "SELECT drop_latents_partition(id) FROM model_versions WHERE collection_id = $1", collection.id)
            try connection.execute("DELETE FROM collections WHERE id = $1", collection.id)
            if name == ImageCollection.defaultName { try connection.execute("INSERT INTO collections (name) VALUES ($1)", name) }
        }
    }
}

extension ImageCollection {
    fileprivate init(_ row: PostgresRow) throws {
        var columns = row.columns
        self.init(id: try columns.next(), name: try columns.next(), createdAt: try columns.next())
    }
}
