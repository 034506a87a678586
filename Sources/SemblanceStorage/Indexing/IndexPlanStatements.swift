/// The SQL that makes the units of an indexing job from a listing.
enum IndexPlanStatements {
    /// Files weigh at least this much, so that a unit has at most `unitBytes / fileBytes` of them.
    private static let fileBytes = 256 << 10
    /// What the files of a unit weigh together.
    private static let unitBytes = 16 << 20

    /// Tables of the session that hold what was listed, emptied.
    static let staging = """
        CREATE TEMPORARY TABLE IF NOT EXISTS listed_files (
            ordinal bigint, source bytea, archive_length integer, position bigint, name bytea, byte_size bigint, modified_ns bigint, inode bigint,
            source_sha256 bytea GENERATED ALWAYS AS (sha256(source)) STORED);
        CREATE TEMPORARY TABLE IF NOT EXISTS listed_metadata (name bytea, metadata jsonb);
        TRUNCATE listed_files, listed_metadata
        """

    static let fileColumns = "pg_temp.listed_files (ordinal, source, archive_length, position, name, byte_size, modified_ns, inode)"
    static let metadataColumns = "pg_temp.listed_metadata (name, metadata)"

    /// Everything is listed by now, so tables are read as a whole; a plan by statistics that nobody gathered yet might not do so.
    static let settings = "SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '32MB'"

    /// Uploads belong to every corpus of their collection. Parameter: collection.
    static let uploads = """
        INSERT INTO \(fileColumns)
        SELECT (1::bigint << 62) + s.id, s.source, s.archive_length, 0, s.source, s.byte_size, s.modified_ns, s.inode
        FROM image_sources s JOIN uploads u ON u.image_id = s.image_id
        WHERE s.collection_id = $1 AND s.archive_length = \(UploadRepository.archive.count)
            AND substring(s.source from 1 for \(UploadRepository.archive.count)) = 'upload:'
        """

    /// All files that the collection knows, as they were when they were last seen. Parameter: collection.
    static let known = """
        INSERT INTO \(fileColumns)
        SELECT row_number() OVER (ORDER BY substring(s.source from 1 for s.archive_length), s.id), s.source, s.archive_length, 0, s.source,
            s.byte_size, s.modified_ns, s.inode
        FROM image_sources s
        WHERE s.collection_id = $1 AND substring(s.source from 1 for \(UploadRepository.archive.count)) <> 'upload:'
        """

    /// Files with their rows of the table of metadata: by their names in the corpus, else by their names alone.
    private static func described(hasMetadata: Bool) -> String {
        guard hasMetadata else { return "described AS NOT MATERIALIZED (SELECT *, NULL::jsonb AS metadata FROM pg_temp.listed_files)" }
        return """
            metadata_rows AS (SELECT DISTINCT ON (name) name, metadata FROM pg_temp.listed_metadata ORDER BY name),
            described AS NOT MATERIALIZED (
                SELECT f.*, coalesce(whole.metadata, last.metadata) AS metadata
                FROM pg_temp.listed_files f
                LEFT JOIN metadata_rows whole ON whole.name = f.name
                LEFT JOIN metadata_rows last ON last.name = convert_to(substring(convert_from(f.name, 'LATIN1') from '[^/]*$'), 'LATIN1'))
            """
    }

    /// Counts the listing, writes the units and takes over earlier failures. Parameters: job, collection, the jobs whose failures count.
    ///
    /// Answers: files, unchanged and encoded, unchanged and duplicates, failed before and unchanged, units. A file that is listed twice
    /// counts once. Most files of most runs are unchanged: only the others are looked at as a whole.
    static func plan(model: Int64, hasMetadata: Bool) -> String {
        """
        WITH files AS (
            SELECT DISTINCT ON (source_sha256) ordinal, source_sha256, byte_size, modified_ns, inode
            FROM pg_temp.listed_files ORDER BY source_sha256, ordinal),
        known AS (
            SELECT s.source_sha256, s.byte_size, s.modified_ns, s.inode, s.id <> first.id AS is_duplicate
            FROM image_sources s
            JOIN latents l ON l.model_id = \(model) AND l.image_id = s.image_id
            JOIN (SELECT image_id, min(id) AS id FROM image_sources WHERE collection_id = $2 GROUP BY image_id) first
                ON first.image_id = s.image_id
            WHERE s.collection_id = $2),
        unusable AS (
            SELECT DISTINCT ON (source_sha256, byte_size, modified_ns, inode) source_sha256, byte_size, modified_ns, inode, code, message
            FROM job_failures WHERE job_id = ANY ($3) AND code IN ('undecodable', 'unsupported')
            ORDER BY source_sha256, byte_size, modified_ns, inode, id DESC),
        verdicts AS MATERIALIZED (
            SELECT c.ordinal, k.is_duplicate, f.code, f.message
            FROM files c
            LEFT JOIN known k USING (source_sha256, byte_size, modified_ns, inode)
            LEFT JOIN unusable f USING (source_sha256, byte_size, modified_ns, inode)),
        \(described(hasMetadata: hasMetadata)),
        failures AS (
            INSERT INTO job_failures (job_id, source, code, message, archive_length, byte_size, modified_ns, inode, metadata)
            SELECT $1, d.source, v.code, v.message, d.archive_length, d.byte_size, d.modified_ns, d.inode, d.metadata
            FROM verdicts v JOIN described d USING (ordinal)
            WHERE v.is_duplicate IS NULL AND v.code IS NOT NULL ORDER BY ordinal
            ON CONFLICT (job_id, source_sha256) DO NOTHING
            RETURNING 1),
        weighed AS (
            SELECT d.*, substring(d.source from 1 for d.archive_length) AS archive,
                sum(greatest(d.byte_size, \(fileBytes))) OVER (
                    PARTITION BY substring(d.source from 1 for d.archive_length) ORDER BY d.ordinal)
                    - greatest(d.byte_size, \(fileBytes)) AS weight
            FROM verdicts v JOIN described d USING (ordinal) WHERE v.is_duplicate IS NULL AND v.code IS NULL),
        \(units(of: "weighed"))
        SELECT count(*), count(*) FILTER (WHERE NOT is_duplicate), count(*) FILTER (WHERE is_duplicate),
            count(*) FILTER (WHERE is_duplicate IS NULL AND code IS NOT NULL), (SELECT count(*) FROM units)
        FROM verdicts
        """
    }

    private static func units(of table: String) -> String {
        """
        units AS (
            INSERT INTO job_units (job_id, sources, archive_length, position, byte_sizes, modified_ns, inodes, metadata)
            SELECT $1, array_agg(source ORDER BY ordinal), min(archive_length), (array_agg(position ORDER BY ordinal))[1],
                array_agg(byte_size ORDER BY ordinal), array_agg(modified_ns ORDER BY ordinal), array_agg(inode ORDER BY ordinal),
                CASE WHEN count(metadata) > 0 THEN
                    array_agg(convert_to(coalesce(metadata, '{}')::text, 'UTF8') ORDER BY ordinal) END
            FROM \(table) GROUP BY archive, div(weight, \(unitBytes)) ORDER BY min(ordinal)
            RETURNING 1)
        """
    }

    /// Forgets the failures of a job that is planned anew, unless the same files are known to fail. Parameters: job, whether all are to be
    /// tried again.
    static let dropFailures = """
        DELETE FROM job_failures f WHERE job_id = $1 AND ($2 OR code NOT IN ('undecodable', 'unsupported') OR NOT EXISTS (
            SELECT FROM pg_temp.listed_files l WHERE l.source_sha256 = f.source_sha256
                AND (l.byte_size, l.modified_ns, l.inode) = (f.byte_size, f.modified_ns, f.inode)))
        """

    /// Gives known images what the table of metadata says. Parameter: collection.
    static let describeKnown = """
        WITH \(described(hasMetadata: true)),
        wanted AS (
            SELECT DISTINCT ON (s.image_id) s.image_id, d.metadata
            FROM described d JOIN image_sources s ON s.collection_id = $1 AND s.source_sha256 = d.source_sha256
            WHERE d.metadata IS NOT NULL ORDER BY s.image_id, s.id)
        UPDATE images i SET metadata = i.metadata || w.metadata
        FROM wanted w WHERE i.id = w.image_id AND NOT i.metadata @> w.metadata
        """

    /// Notes known sources that were not listed. Parameters: job, collection, covered folders, covered files, what could not be seen.
    static let vanished = """
        INSERT INTO job_vanished (job_id, source_id)
        SELECT $1, s.id FROM image_sources s
        WHERE s.collection_id = $2
            AND NOT EXISTS (SELECT FROM pg_temp.listed_files f WHERE f.source_sha256 = s.source_sha256)
            AND (s.source = ANY ($4) OR EXISTS (
                SELECT FROM unnest($3::bytea[]) AS p (path) WHERE substring(s.source from 1 for length(p.path)) = p.path))
            AND NOT EXISTS (
                SELECT FROM unnest($5::bytea[]) AS p (path)
                WHERE s.source = p.path OR substring(s.source from 1 for length(p.path) + 1) = p.path || '/'::bytea)
        """

    /// Puts failed inputs of a job back into units. Parameter: job.
    static let retry = """
        WITH failed AS (DELETE FROM job_failures WHERE job_id = $1 RETURNING *),
        ordered AS (
            SELECT *, id AS ordinal, 0::bigint AS position, substring(source from 1 for archive_length) AS archive,
                sum(greatest(byte_size, \(fileBytes))) OVER (
                    PARTITION BY substring(source from 1 for archive_length) ORDER BY id) - greatest(byte_size, \(fileBytes)) AS weight
            FROM failed),
        \(units(of: "ordered"))
        SELECT count(*), (SELECT count(*) FROM units) FROM ordered
        """
}
