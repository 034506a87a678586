import SemblanceCore

/// The front door of storage: a database whose schema fits this program, its connections, and what is kept in it.
public struct Database: Sendable {
    /// The connections.
    public let pool: PostgresPool
    /// The embedded cluster, where no connection string was given.
    public let cluster: EmbeddedCluster?

    /// Named corpora.
    public var collections: CollectionRepository { CollectionRepository(pool: pool) }
    /// Images, their thumbnails and sources.
    public var images: ImageRepository { ImageRepository(pool: pool) }
    /// Images whose bytes the database keeps.
    public var uploads: UploadRepository { UploadRepository(pool: pool) }
    /// Model versions.
    public var models: ModelRepository { ModelRepository(pool: pool) }
    /// The files of model versions.
    public var artifacts: ArtifactRepository { ArtifactRepository(pool: pool) }
    /// Encodings.
    public var latents: LatentRepository { LatentRepository(pool: pool) }
    /// Which model version serves.
    public var activations: ActivationRepository { ActivationRepository(pool: pool) }
    /// What was done to model versions.
    public var modelEvents: ModelEventRepository { ModelEventRepository(pool: pool) }
    /// Plans of indexing jobs.
    public var plans: IndexPlanRepository { IndexPlanRepository(pool: pool) }
    /// Units of indexing jobs.
    public var units: WorkUnitRepository { WorkUnitRepository(pool: pool) }
    /// What changed since an earlier look.
    public var changes: ChangeRepository { ChangeRepository(pool: pool) }
    /// Keys to the server.
    public var keys: KeyRepository { KeyRepository(pool: pool) }
    /// Jobs in stages that a worker takes as a whole.
    public var stagedJobs: StagedJobRepository { StagedJobRepository(pool: pool) }
    /// Long work.
    public var jobs: JobRepository { JobRepository(pool: pool) }

    /// Connects to a database and sees to its schema.
    ///
    /// The embedded cluster is started where it does not run, and migrated by itself. A database of the user's is migrated only
    /// when asked, because others may use it with another version of the program.
    ///
    /// - Parameters:
    ///   - url: a connection string; nil or empty for the embedded cluster
    ///   - home: the folder of `SEMBLANCE_HOME`
    ///   - connections: the most connections at one time
    ///   - migrate: whether to migrate a database that is not embedded
    /// - Throws: `unavailable` where it does not answer; `incompatible` where its schema is older (and must not be migrated) or
    ///   newer than the program's, or where its PostgreSQL or pgvector is too old
    public static func open(url: String?, home: String, connections: Int = 8, migrate: Bool = false) async throws -> Database {
        var string = url ?? ""
        var cluster: EmbeddedCluster?
        if string.isEmpty {
            let embedded = EmbeddedCluster(home: home)
            guard let socket = try await embedded.start().connectionString else {
                throw SemblanceError(.unavailable, "the embedded database stopped while it was being opened", advice: "try again")
            }
            string = socket
            cluster = embedded
        }
        let database = Database(pool: PostgresPool(string, maximum: connections), cluster: cluster)
        do {
            let migrator = try Migrator.standard()
            let mayMigrate = migrate || cluster != nil
            try await database.pool.withConnection { connection in
                if mayMigrate { try migrator.migrate(on: connection) }
                try migrator.requireLatest(on: connection)
            }
        } catch {
            await database.close()
            throw error
        }
        return database
    }

    /// A database over connections that exist, whose schema is taken to fit.
    public init(pool: PostgresPool, cluster: EmbeddedCluster? = nil) {
        self.pool = pool
        self.cluster = cluster
    }

    /// How far the schema is.
    public func schemaStatus() async throws -> SchemaStatus {
        let migrator = try Migrator.standard()
        return try await pool.withConnection { try migrator.status(on: $0) }
    }

    /// The versions of PostgreSQL and pgvector, such as `16.4` and `0.8.0`.
    public func engineVersions() async throws -> (server: String, vector: String) {
        try await pool.withConnection { connection in
            let rows = try connection.query(
                "SELECT current_setting('server_version'), coalesce((SELECT extversion FROM pg_extension WHERE extname = 'vector'), 'none')"
            )
            guard let row = rows.first else { throw SemblanceError(.engine, "the database says no version") }
            return (try row.value(0), try row.value(1))
        }
    }

    /// Starts an embedded cluster that has stopped, as after a crash; nothing where it runs, and for a database of the user's.
    public func revive() async throws { _ = try await cluster?.start() }

    /// Closes the connections. An embedded cluster goes on running.
    public func close() async { await pool.close() }
}
