import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Deleted images leave nothing")
struct ImageAbsenceTests {
    @Test("No table holds the SHA-256, thumbnail, source, metadata or latents of an image that was deleted")
    func absence() async throws {
        try await withFixture { fixture in
            let images = fixture.database.images
            let other = try await fixture.database.models.register(Fixture.newModel(), in: fixture.collection)
            let batch = (0..<5).map { Fixture.image("photo \($0)", source: Array("/place/\($0)".utf8), seed: Float($0) + 0.375) }
            let ids = try await fixture.store(batch).map(\.imageID)
            _ = try await fixture.store([Fixture.image("photo 2", source: Array("/copy/of/2".utf8), seed: 77.125)], model: other.id)
            for (index, id) in ids.enumerated() { try await images.setMetadata(JSONText(#"{"mark": "mark-\#(index)"}"#), of: id) }
            let traces = [
                batch[2].sha256.hexadecimal, (batch[2].thumbnail ?? []).hexadecimal, batch[2].source.hexadecimal,
                "/copy/of/2".utf8.hexadecimal,
                "mark-2", "[2.375,3.375,4.375,5.375]", "[77.125,78.125,79.125,80.125]",
            ]
            for trace in traces { #expect(try await tables(holding: trace, fixture).isEmpty == false, "\(trace)") }
            let job = try await fixture.plan((0..<5).map { Fixture.file("/place/\($0)", version: 9) })
            #expect(try await tables(holding: batch[2].source.hexadecimal, fixture) == ["image_sources", "job_units"])
            let worker = try await fixture.worker()
            let taken = try #require(try await fixture.database.units.claim(worker))

            #expect(try await images.delete(ids: [ids[2]], in: fixture.collection) == 1)
            try await images.vacuum()
            for trace in traces { #expect(try await tables(holding: trace, fixture) == [], "\(trace)") }
            #expect(try await tables(holding: batch[3].sha256.hexadecimal, fixture) == ["images"])
            #expect(try await fixture.complete(taken, worker) == nil, "what a worker read of it meanwhile is not stored")
            let left = try #require(try await fixture.database.units.claim(worker))
            #expect(
                left.files.map(\.source) == [0, 1, 3, 4].map { batch[$0].source }
                    && left.files.map(\.fingerprint.modifiedNanoseconds) == [9, 9, 9, 9])
            #expect(try await fixture.database.jobs.require(id: job.id).progress == .of(4))
            await worker.close()
            let vacuumed = try await fixture.database.pool.withConnection { connection in
                let sql = "SELECT relname::text FROM pg_stat_user_tables WHERE vacuum_count > 0 ORDER BY 1"
                return try connection.query(sql).map { try $0.value(0, as: String.self) }
            }
            let expected = ["image_sources", "images", "thumbnails", "uploads", "latents_\(fixture.model.id)", "latents_\(other.id)"]
            #expect(Set(vacuumed).isSuperset(of: expected), "\(vacuumed)")
        }
    }

    @Test("An upload's bytes go with its image, and a failure that names the source with it; counts go down with them")
    func uploadsAndFailures() async throws {
        try await withFixture { fixture in
            let bytes = Array("the bytes of a photo".utf8)
            let image = Fixture.image("a", at: "upload:a")
            let upload = NewImage(
                sha256: image.sha256, byteSize: 1, format: "jpeg", width: 9, height: 9, thumbnail: [1], source: image.source,
                archiveLength: 7, fingerprint: image.fingerprint, latent: image.latent, upload: bytes)
            let id = try await fixture.store([upload])[0].imageID
            #expect(try await fixture.database.uploads.bytes(of: [image.source], in: fixture.collection) == [image.source: bytes])
            let failure = JobFailure(source: image.source, code: "unreadable", message: "for a while")
            let job = try await fixture.plan([], failures: [failure])
            #expect(job.progress.failed == 1)
            #expect(try await tables(holding: bytes.hexadecimal, fixture) == ["uploads"])
            try await fixture.database.images.delete(ids: [id], in: fixture.collection)
            #expect(try await tables(holding: bytes.hexadecimal, fixture) == [])
            #expect(try await tables(holding: image.source.hexadecimal, fixture) == [])
            #expect(try await fixture.database.jobs.require(id: job.id).progress.failed == 0)
        }
    }

    /// The tables of which a row, written as text, holds some words.
    private func tables(holding words: String, _ fixture: Fixture) async throws -> [String] {
        try await fixture.database.pool.withConnection { connection in
            let sql = """
                SELECT table_name::text FROM information_schema.tables
                WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1
                """
            let names = try connection.query(sql).map { try $0.value(0, as: String.self) }
            return try names.filter { name in
                let count = "SELECT count(*) FROM \"\(name)\" t WHERE strpos(t::text, $1) > 0"
                return try connection.query(count, words).first?.value(0, as: Int64.self) != 0
            }
        }
    }
}
