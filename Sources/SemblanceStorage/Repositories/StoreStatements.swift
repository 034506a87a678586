/// The steps of the merge of a batch of images. Rows are inserted in an order of their own, the same in every process, so that two do
/// not lock each other out; and looked up by index, however large the tables are and whatever is known of them.
enum StoreStatements {
    static let staging = """
        CREATE TEMPORARY TABLE IF NOT EXISTS staged_images (
            ordinal integer, sha256 bytea, byte_size bigint, format text, width integer, height integer, metadata jsonb, is_complete boolean,
            source bytea, archive_length integer, source_size bigint, modified_ns bigint, inode bigint
        ) ON COMMIT DELETE ROWS;
        CREATE TEMPORARY TABLE IF NOT EXISTS staged_latents (
            image_id bigint, vector vector, average real, deviation real, norm real, realism real
        ) ON COMMIT DELETE ROWS
        """

    static let images = """
        INSERT INTO images (collection_id, sha256, byte_size, format, width, height, metadata)
        SELECT $1, sha256, byte_size, format, width, height, metadata
        FROM (SELECT DISTINCT ON (sha256) * FROM pg_temp.staged_images WHERE is_complete ORDER BY sha256, ordinal) s
        ON CONFLICT (collection_id, sha256) DO NOTHING
        RETURNING id, sha256
        """

    static let knownImages = """
        SELECT DISTINCT i.id, i.sha256 FROM pg_temp.staged_images s
        JOIN LATERAL (SELECT id, sha256 FROM images WHERE collection_id = $1 AND sha256 = s.sha256 OFFSET 0) i ON i.id <> ALL ($2)
        """

    static let lock = "SELECT id FROM images WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE"

    static let metadata = """
        UPDATE images i SET metadata = i.metadata || s.metadata
        FROM (SELECT DISTINCT ON (sha256) * FROM pg_temp.staged_images ORDER BY sha256, ordinal) s
        WHERE i.id = ANY ($2) AND i.collection_id = $1 AND i.sha256 = s.sha256 AND NOT i.metadata @> s.metadata
        """

    /// Sources that hold other bytes than they did, with the images that they leave.
    static let movingSources = """
        SELECT known.source, known.image_id
        FROM pg_temp.staged_images s
        JOIN LATERAL (
            SELECT source, image_id FROM image_sources WHERE collection_id = $1 AND source_sha256 = sha256(s.source) OFFSET 0) known ON true
        JOIN images i ON i.id = known.image_id AND i.sha256 <> s.sha256
        """

    static let withoutSource = """
        SELECT id FROM unnest($1::bigint[]) AS t (id) WHERE NOT EXISTS (SELECT FROM image_sources s WHERE s.image_id = t.id)
        """

    /// Tells those who follow of images that had no source and have one now. Parameters: collection, the images. Of all other new sources a
    /// follower learns by the latents, or they are not the first of their images.
    static let logSourced = """
        WITH logged AS (INSERT INTO image_changes (collection_id, image_id) SELECT $1, id FROM unnest($2::bigint[]) AS t (id) RETURNING 1)
        SELECT pg_notify('semblance', '') FROM logged LIMIT 1
        """

    /// The first source of an image is the one with the smallest id. A source that moves to another image comes last there.
    static let sources = """
        INSERT INTO image_sources AS known (collection_id, image_id, source, archive_length, byte_size, modified_ns, inode)
        SELECT $1, i.id, s.source, s.archive_length, s.source_size, s.modified_ns, s.inode
        FROM (SELECT DISTINCT ON (source) * FROM pg_temp.staged_images ORDER BY source, ordinal DESC) s
        JOIN LATERAL (SELECT id FROM images WHERE collection_id = $1 AND sha256 = s.sha256 OFFSET 0) i ON true
        ORDER BY s.ordinal
        ON CONFLICT (collection_id, source_sha256) DO UPDATE SET
            id = CASE WHEN known.image_id = excluded.image_id THEN known.id ELSE excluded.id END,
            image_id = excluded.image_id, archive_length = excluded.archive_length, byte_size = excluded.byte_size,
            modified_ns = excluded.modified_ns, inode = excluded.inode
        WHERE (known.image_id, known.archive_length, known.byte_size, known.modified_ns, known.inode)
            IS DISTINCT FROM (excluded.image_id, excluded.archive_length, excluded.byte_size, excluded.modified_ns, excluded.inode)
        """

    static let latents = """
        INSERT INTO latents (model_id, image_id, vector, average, deviation, norm, realism)
        SELECT $1, image_id, vector, average, deviation, norm, realism FROM pg_temp.staged_latents ORDER BY image_id
        ON CONFLICT (model_id, image_id) DO NOTHING
        RETURNING image_id
        """

    static let firstSources = """
        SELECT t.id, first.source FROM unnest($1::bigint[]) AS t (id)
        JOIN LATERAL (SELECT source FROM image_sources WHERE image_id = t.id ORDER BY id LIMIT 1) first ON true
        """
}
