/// The steps of the merge of a batch of images. Rows are inserted in an order of their own, the same in every process, so that two do
/// not lock each other out.
enum StoreStatements {
    static let staging = """
        CREATE TEMPORARY TABLE IF NOT EXISTS staged_images (
            ordinal integer, sha256 bytea, byte_size bigint, format text, width integer, height integer, thumbnail bytea, metadata jsonb,
            source bytea, source_size bigint, modified_ns bigint, inode bigint,
            vector vector, average real, deviation real, norm real, realism real
        ) ON COMMIT DELETE ROWS
        """

    static let images = """
        INSERT INTO images (collection_id, sha256, byte_size, format, width, height, thumbnail, metadata)
        SELECT $1, sha256, byte_size, format, width, height, thumbnail, metadata
        FROM (SELECT DISTINCT ON (sha256) * FROM pg_temp.staged_images ORDER BY sha256, ordinal) s
        ON CONFLICT (collection_id, sha256) DO NOTHING
        RETURNING id
        """

    /// The first source of an image is the one with the smallest id. A source that moves to another image comes last there.
    static let sources = """
        INSERT INTO image_sources AS known (collection_id, image_id, source, byte_size, modified_ns, inode)
        SELECT $1, i.id, s.source, s.source_size, s.modified_ns, s.inode
        FROM (SELECT DISTINCT ON (source) * FROM pg_temp.staged_images ORDER BY source, ordinal DESC) s
        JOIN images i ON i.collection_id = $1 AND i.sha256 = s.sha256
        ORDER BY s.ordinal
        ON CONFLICT (collection_id, source_sha256) DO UPDATE SET
            id = CASE WHEN known.image_id = excluded.image_id THEN known.id ELSE excluded.id END,
            image_id = excluded.image_id, byte_size = excluded.byte_size, modified_ns = excluded.modified_ns, inode = excluded.inode
        WHERE (known.image_id, known.byte_size, known.modified_ns, known.inode)
            IS DISTINCT FROM (excluded.image_id, excluded.byte_size, excluded.modified_ns, excluded.inode)
        """

    static let latents = """
        INSERT INTO latents (model_id, image_id, vector, average, deviation, norm, realism)
        SELECT $2, i.id, s.vector, s.average, s.deviation, s.norm, s.realism
        FROM (SELECT DISTINCT ON (sha256) * FROM pg_temp.staged_images ORDER BY sha256, ordinal) s
        JOIN images i ON i.collection_id = $1 AND i.sha256 = s.sha256
        ON CONFLICT (model_id, image_id) DO NOTHING
        RETURNING image_id
        """

    static let outcomes = """
        SELECT i.id, first.source_sha256 = sha256(s.source)
        FROM pg_temp.staged_images s
        JOIN images i ON i.collection_id = $1 AND i.sha256 = s.sha256
        JOIN LATERAL (SELECT source_sha256 FROM image_sources WHERE image_id = i.id ORDER BY id LIMIT 1) first ON true
        ORDER BY s.ordinal
        """
}
