import SemblanceCore
import SemblanceIndex
import SemblanceStorage

/// Makes the index of a model version: the place where kinds of indexes are registered.
public struct IndexFactory: Sendable {
    /// An index in memory of the latents of a version: ids, and as many rows of a number of values.
    typealias MemoryMaker = @Sendable (_ kind: IndexKind, _ ids: [Int64], _ rows: [Float], _ dimension: Int) throws -> any MemoryIndex
    /// An index that the database searches.
    typealias DatabaseMaker = @Sendable (ModelRecord, Database, IndexSettings) async throws -> DatabaseIndex

    /// An index that the database searches.
    struct DatabaseIndex: Sendable {
        let index: any LatentIndex
        /// Looks again for what the index knows of the database.
        var refresh: @Sendable () async throws -> Void = {}
        /// Makes it more thorough.
        var improve: RecallWatch.Improvement = { false }
    }

    /// What is configured.
    public let settings: IndexSettings
    /// Bytes of memory that an index may take.
    public let budget: Int
    let observer: IndexObserver
    private let makeInMemory: MemoryMaker
    private let makeInDatabase: DatabaseMaker

    /// - Parameters:
    ///   - settings: what is configured
    ///   - observer: is told what becomes of the indexes
    public init(_ settings: IndexSettings = IndexSettings(), observer: IndexObserver = IndexObserver()) {
        self.init(settings, observer: observer, inMemory: Self.memoryIndex, inDatabase: Self.databaseIndex)
    }

    init(
        _ settings: IndexSettings, observer: IndexObserver = IndexObserver(), inMemory: @escaping MemoryMaker = Self.memoryIndex,
        inDatabase: @escaping DatabaseMaker
    ) {
        self.settings = settings
        self.observer = observer
        budget = settings.memory > 0 ? settings.memory : MachineMemory().bytes / 2
        makeInMemory = inMemory
        makeInDatabase = inDatabase
    }

    /// Which index suits a number of latents, and why.
    public func choice(count: Int, dimension: Int) -> IndexChoice {
        IndexChoice(settings.kind, count: count, dimension: dimension, budget: budget)
    }

    /// Whether latents have become so many, by a quarter at least, that another index suits them than the one that was chosen.
    func isOutgrown(_ choice: IndexChoice, count: Int, dimension: Int) -> Bool {
        count > choice.count + choice.count / 4 && self.choice(count: count, dimension: dimension).kind != choice.kind
    }

    func inMemory(_ kind: IndexKind, ids: [Int64], rows: [Float], dimension: Int) throws -> any MemoryIndex {
        try makeInMemory(kind, ids, rows, dimension)
    }

    func inDatabase(_ record: ModelRecord, _ database: Database) async throws -> DatabaseIndex {
        try await makeInDatabase(record, database, settings)
    }

    /// What measures the recall of an index; nil for one in memory that is exact, and where no search is to be repeated.
    func watch(
        _ index: any LatentIndex, of record: ModelRecord, engine: ModelEngine, improve: @escaping RecallWatch.Improvement = { false }
    ) -> RecallWatch? {
        // An index that the database searches is exact as long as it has no graph.
        guard settings.recallSample > 0, !(index is any MemoryIndex && index.isExact) else { return nil }
        return RecallWatch(
            share: settings.recallSample, record: RecallRecord(floor: settings.recallFloor), idle: engine.idle, improve: improve,
            sampled: observer.sampled, changed: { [observer] in observer.changed(record, $0) })
    }
}
