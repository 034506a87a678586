/// A few files of an indexing job that a worker has taken.
public struct WorkUnit: Sendable {
    /// Unique over the database.
    public let id: Int64
    /// The job.
    public let job: Int64
    /// How often the unit was taken; with the worker's id it tells this taking from every other.
    public let attempt: Int32
    /// The collection that is filled.
    public let collection: Int64
    /// The model version that encodes.
    public let model: Int64
    /// What the job was asked to do.
    public let parameters: JSONText
    /// The files, all of their own, or all of one archive and in its order.
    public let files: [ListedFile]
    /// What a table of metadata says of each file: JSON objects; empty where the job has no table.
    public let metadata: [JSONText]

    static let columns = """
        u.id, u.job_id, u.attempts, j.collection_id, j.model_id, j.parameters, u.sources, u.archive_length, u.position, u.byte_sizes,
        u.modified_ns, u.inodes, u.metadata
        """

    init(_ row: PostgresRow) throws {
        var columns = row.columns
        id = try columns.next()
        job = try columns.next()
        attempt = try columns.next()
        collection = try columns.next()
        model = try columns.next()
        parameters = try columns.next()
        let sources: [[UInt8]] = try columns.next()
        let archiveLength: Int32 = try columns.next()
        let position: Int64 = try columns.next()
        let (sizes, modified, inodes): ([Int64], [Int64], [Int64]) = (try columns.next(), try columns.next(), try columns.next())
        files = sources.indices.map { index in
            ListedFile(
                source: sources[index], archiveLength: archiveLength, position: index == 0 ? position : 0, name: [],
                fingerprint: SourceFingerprint(byteSize: sizes[index], modifiedNanoseconds: modified[index], inode: inodes[index]))
        }
        let texts: [[UInt8]]? = try columns.next()
        metadata = (texts ?? []).map { JSONText(String(decoding: $0, as: UTF8.self)) }
    }
}
