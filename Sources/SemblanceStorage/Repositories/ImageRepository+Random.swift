extension ImageRepository {
    /// How often points in the range of ids are drawn.
    private static let rounds = 8

    /// Different images of a collection at random, in an order that is random too.
    ///
    /// Costs the same for any number of images. All are equally likely where most ids between the first and the last are those of the
    /// collection; where few are, one that follows a gap is likelier.
    ///
    /// - Returns: `count` images, or all there are
    public func random(_ count: Int, in collection: Int64) async throws -> [StoredImage] {
        try await random(count, in: collection, few: 10_000)
    }

    /// - Parameter few: of how many images on a collection is not drawn from as a whole
    func random(_ count: Int, in collection: Int64, few: Int) async throws -> [StoredImage] {
        let ids = try await pool.withConnection { connection in
            let sql = "SELECT count(*) FROM (SELECT FROM images WHERE collection_id = $1 LIMIT $2) AS first"
            let known: Int64 = try connection.query(sql, collection, Int64(few)).first?.value(0) ?? 0
            let found = known < few ? [] : try Self.drawn(count, collection, connection)
            return found.count >= count ? found : try Self.shuffled(count, collection, connection)
        }
        let images = try await find(ids: ids)
        return ids.compactMap { images[$0] }
    }

    /// The first of all ids, in a random order.
    private static func shuffled(_ count: Int, _ collection: Int64, _ connection: isolated PostgresConnection) throws -> [Int64] {
        let sql = "SELECT id FROM images WHERE collection_id = $1 ORDER BY random() LIMIT $2"
        return try connection.query(sql, collection, Int64(count)).map { try $0.value(0) }
    }

    /// Ids at random points of the range: those that are met, and if these are too few, those that follow.
    private static func drawn(_ count: Int, _ collection: Int64, _ connection: isolated PostgresConnection) throws -> [Int64] {
        // Each end by its own subquery: a path down the index.
        let range = """
            SELECT (SELECT id FROM images WHERE collection_id = $1 ORDER BY id LIMIT 1),
                (SELECT id FROM images WHERE collection_id = $1 ORDER BY id DESC LIMIT 1)
            """
        let row = try connection.query(range, collection).first
        guard let first = try row?.value(0, as: Int64?.self), let last = try row?.value(1, as: Int64?.self) else { return [] }
        let met = "SELECT id FROM images WHERE collection_id = $1 AND id = ANY ($2)"
        let following = """
            SELECT DISTINCT i.id FROM unnest($2::bigint[]) AS p (id) CROSS JOIN LATERAL (
                SELECT id FROM images WHERE collection_id = $1 AND id >= p.id ORDER BY id LIMIT 1) i
            """
        var found: Set<Int64> = []
        for round in 0..<rounds where found.count < count {
            let points = (0..<4 * count).map { _ in Int64.random(in: first...last) }
            for row in try connection.query(round < rounds / 2 ? met : following, collection, points) { found.insert(try row.value(0)) }
        }
        return Array(found.shuffled().prefix(count))
    }
}
