import SemblanceCore
import SemblanceImaging

/// Everything that a source hands out, for looking at it.
struct CollectedItems {
    var entries: [CorpusEntry] = []
    var failures: [CorpusScanFailure] = []
    var covers: [BytePath] = []

    init(_ source: CorpusSource) throws {
        try source.forEach { item in
            switch item {
            case .entry(let entry): entries.append(entry)
            case .failure(let failure): failures.append(failure)
            case .covers(let path): covers.append(path)
            }
        }
    }

    init(_ arguments: BytePath..., followsLinks: Bool = false) throws {
        try self.init(CorpusSource(arguments, followsLinks: followsLinks))
    }

    var names: [BytePath] { entries.map(\.name) }

    /// What is read of the entries, in the order in which it comes.
    func contents(maximumBytes: Int = 1 << 20, followsLinks: Bool = false) throws -> [ReadEntry] {
        var read: [ReadEntry] = []
        try CorpusReader.read(entries, maximumBytes: maximumBytes, followsLinks: followsLinks) {
            read.append(ReadEntry(entry: $0, result: $1))
        }
        return read
    }
}

/// An entry with what reading it gave.
struct ReadEntry {
    let entry: CorpusEntry
    let result: Result<CorpusContent, SemblanceError>

    var bytes: [UInt8]? { try? result.get().bytes }
    var metadata: String? { (try? result.get().metadata).map { String(decoding: $0, as: UTF8.self) } }
    var error: SemblanceError? { if case .failure(let error) = result { error } else { nil } }
}
