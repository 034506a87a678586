import SemblanceCore
import SemblanceIndex
import SemblanceStorage

extension IndexFactory {
    /// The indexes in memory.
    static let memoryIndex: MemoryMaker = { kind, ids, rows, dimension in
        switch kind {
        case .exact, .pgvector: try LayeredIndex(ExactIndex(ids: ids, rows: rows, dimension: dimension))
        case .quantized: try LayeredIndex(ExactIndex(ids: ids, rows: rows, dimension: dimension))
        }
    }

    /// The index that the database searches. Whenever there is a graph that was not there before, it is tuned in the background.
    static let databaseIndex: DatabaseMaker = { record, database, settings in
        let index = try await PgvectorIndex.open(database, model: record.model)
        let tune: @Sendable () -> Void = {
            guard let target = settings.recallTarget, !index.isExact else { return }
            // What cannot be tuned serves as it is; its recall is measured all the same.
            Task(priority: .background) { _ = try? await index.tune(to: target) }
        }
        tune()
        return DatabaseIndex(
            index: index,
            refresh: {
                let wasExact = index.isExact
                try await index.refresh()
                if wasExact { tune() }
            }, improve: { index.raise() != nil })
    }
}
