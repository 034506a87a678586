import SemblanceCore
import SemblanceStorage

/// Plans jobs that were asked for without a list of their files (`CorpusQueue`), one at a time.
struct QueuePlanner: Sendable {
    /// Hands every file of a corpus to the closure it gets.
    typealias Listing = @Sendable (IndexParameters, _ add: (ListedItem) throws -> Void) throws -> Void

    private let database: Database
    private let list: Listing

    /// A planner that lists the places where it runs.
    init(database: Database) {
        self.init(database: database) { parameters, add in
            // What the collection knows is listed by the database.
            guard parameters.known != true else { return }
            try CorpusIndexer.list(parameters.source(), IndexOptions(prunes: parameters.prunes), { _ in }, add)
        }
    }

    /// - Parameter list: hands every file of a corpus to the closure it gets; stops where its task is cancelled
    init(database: Database, list: @escaping Listing) {
        self.database = database
        self.list = list
    }

    /// How often to look whether a job that is listed was cancelled.
    private static let pause = Duration.milliseconds(500)

    /// Lists the corpus of the oldest job that waits for that, and plans the job. One whose corpus cannot be listed ends as failed.
    ///
    /// - Parameter job: this job only; nil for any
    /// - Returns: whether there was one
    /// - Throws: `unavailable` and `diskFull`, which are no fault of the job's: it waits for the next worker
    func planNext(_ session: WorkerSession, job: Int64? = nil) async throws -> Bool {
        guard let claim = try await database.plans.claim(session, job: job) else { return false }
        do {
            try await plan(claim)
        } catch let error as SemblanceError where ![.unavailable, .diskFull, .cancelled].contains(error.code) {
            try await database.plans.giveUp(claim, message: error.description)
        }
        return true
    }

    /// Plans a job, and stops where it is cancelled or taken over meanwhile.
    private func plan(_ claim: PlanClaim) async throws {
        let parameters: IndexParameters = try claim.request.parameters.decode()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try await database.plans.plan(claim) { add in try list(parameters, add) }
            }
            group.addTask {
                while try await database.plans.isInForce(claim) { try await Task.sleep(for: Self.pause) }
            }
            try await group.next()
            group.cancelAll()
        }
    }
}
