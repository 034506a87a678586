extension ImageRepository {
    /// Takes deleted images, their sources and latents out of the tables' pages and indexes, where PostgreSQL otherwise leaves
    /// them until it finds the time.
    ///
    /// A table that another vacuum works on is passed over, and rows that an older transaction may still see stay.
    ///
    /// - Throws: what the database throws, as for a role that may not; nothing is lost then but the time
    public func vacuum() async throws {
        try await pool.withConnection { connection in
            try connection.executeScript("VACUUM (INDEX_CLEANUP ON, SKIP_LOCKED) images, image_sources, thumbnails, uploads, latents")
        }
    }
}
