import SemblanceCore
import SemblanceIndex
import SemblanceStorage

extension IndexFactory {
    /// The indexes in memory.
    static let memoryIndex: MemoryMaker = { kind, ids, rows, dimension in
        switch kind {
        case .exact: try LayeredIndex(ExactIndex(ids: ids, rows: rows, dimension: dimension))
        case .quantized, .pgvector: throw SemblanceError(.engine, "an index of the kind \(kind.rawValue) is not held in memory")
        }
    }

    /// The index that the database searches.
    static let databaseIndex: DatabaseMaker = { record, database, settings in
        throw SemblanceError(.engine, "an index of the kind pgvector is not there")
    }
}
