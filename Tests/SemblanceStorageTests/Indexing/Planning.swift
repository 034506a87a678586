import SemblanceStorage
import SemblanceTestSupport

/// Listings and plans for tests.
extension Fixture {
    /// A file as a listing finds it; `version` stands for its content.
    static func file(_ path: String, version: Int64 = 1, bytes: Int64 = 1000) -> ListedFile {
        ListedFile(
            source: Array(path.utf8), name: Array(path.dropFirst().utf8),
            fingerprint: SourceFingerprint(byteSize: bytes, modifiedNanoseconds: version, inode: 7))
    }

    /// The image that a listed file holds.
    static func image(of file: ListedFile, content: String) -> NewImage {
        let image = image(content, source: file.source)
        return NewImage(
            sha256: image.sha256, byteSize: image.byteSize, format: "jpeg", width: 10, height: 10, thumbnail: image.thumbnail,
            source: file.source, fingerprint: file.fingerprint, latent: image.latent)
    }

    /// Plans a job over a folder `/`.
    func plan(
        _ files: [ListedFile], failures: [JobFailure] = [], parameters: String = #"{"corpus": ["/"]}"#, retriesFailures: Bool = false,
        model: Int64? = nil, metadata: [(String, String)]? = nil
    ) async throws -> Job {
        let request = IndexRequest(
            collection: collection, model: model ?? self.model.id, parameters: JSONText(parameters), retriesFailures: retriesFailures)
        return try await database.plans.plan(
            request,
            files: { add in
                for file in files { try add(.file(file)) }
                for failure in failures { try add(.failure(failure, isGone: false)) }
                try add(.covers(Array("/".utf8)))
            },
            metadata: metadata.map(Self.rows))
    }

    private static func rows(
        _ rows: [(String, String)]
    ) -> @Sendable (_ add: ([UInt8], JSONText) throws -> Void) throws -> Void {
        { add in for (name, json) in rows { try add(Array(name.utf8), JSONText(json)) } }
    }

    /// A worker of this process.
    func worker(leaseSeconds: Double = 30) async throws -> WorkerSession {
        try await WorkerSession.open(test.connectionString, leaseSeconds: leaseSeconds)
    }

    /// Takes all units and stores each file as the image of its name; what is called `bad…` fails.
    @discardableResult
    func workOff(_ job: Job) async throws -> Job {
        let worker = try await worker()
        while let unit = try await database.units.claim(worker, job: job.id) { try await complete(unit, worker) }
        await worker.close()
        return try await database.jobs.finishIndexing(id: job.id, prunes: false)
    }

    @discardableResult
    func complete(_ unit: WorkUnit, _ worker: WorkerSession) async throws -> Job? {
        let isBad: (ListedFile) -> Bool = { String(decoding: $0.source, as: UTF8.self).contains("bad") }
        return try await database.units.complete(
            unit, worker,
            images: unit.files.filter { !isBad($0) }.map {
                Self.image(of: $0, content: String(decoding: $0.source, as: UTF8.self) + " \($0.fingerprint.modifiedNanoseconds)")
            },
            failures: unit.files.filter(isBad).map {
                JobFailure(source: $0.source, code: "undecodable", message: "damaged", file: $0)
            })
    }
}

extension JobProgress {
    static func of(_ total: Int, encoded: Int = 0, duplicates: Int = 0, failed: Int = 0) -> JobProgress {
        JobProgress(total: total, encoded: encoded, duplicates: duplicates, failed: failed)
    }
}
