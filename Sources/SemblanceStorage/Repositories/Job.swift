import Foundation
import SemblanceCore

/// Long work.
public struct Job: Sendable, Equatable {
    /// Unique over the database.
    public let id: Int64
    /// The collection it works on.
    public let collectionID: Int64
    /// The model version it works with.
    public let modelID: Int64?
    /// What it does, such as `index`.
    public let kind: String
    /// Where it stands.
    public let state: JobState
    /// How far it is.
    public let progress: JobProgress
    /// Of all inputs, those that were as an earlier job left them.
    public let unchanged: Int
    /// Sources that were known and are gone.
    public let vanished: Int
    /// What it was asked to do, a JSON object.
    public let parameters: JSONText
    /// What is being done at this moment, for a job in stages.
    public let stage: JobStage?
    /// What has come of it so far, a JSON object.
    public let result: JSONText
    /// How often it was begun.
    public let attempts: Int
    /// Why it ended as it did.
    public let message: String?
    /// The last sign of life of its worker.
    public let heartbeatAt: Date?
    /// When it was asked for.
    public let createdAt: Date
    /// When its inputs were listed; nil where no worker has done so yet.
    public let plannedAt: Date?
    /// When it was first begun.
    public let startedAt: Date?
    /// When it ended.
    public let finishedAt: Date?

    static let columns = """
        id, collection_id, model_id, kind, state, total, encoded, duplicates, failed, unchanged, vanished, parameters, attempts, message, heartbeat_at,
        created_at, planned_at, started_at, finished_at, stage, stage_done, stage_total, result
        """

    init(_ row: PostgresRow) throws {
        var columns = row.columns
        id = try columns.next()
        collectionID = try columns.next()
        modelID = try columns.next()
        kind = try columns.next()
        let state: String = try columns.next()
        guard let known = JobState(rawValue: state) else {
            throw SemblanceError(
                .incompatible, "the job \(id) is in a state that this program does not know", advice: "use the newer program")
        }
        self.state = known
        progress = JobProgress(
            total: Int(try columns.next(Int64.self)), encoded: Int(try columns.next(Int64.self)),
            duplicates: Int(try columns.next(Int64.self)), failed: Int(try columns.next(Int64.self)))
        unchanged = Int(try columns.next(Int64.self))
        vanished = Int(try columns.next(Int64.self))
        parameters = try columns.next()
        attempts = Int(try columns.next(Int32.self))
        message = try columns.next()
        heartbeatAt = try columns.next()
        createdAt = try columns.next()
        plannedAt = try columns.next()
        startedAt = try columns.next()
        finishedAt = try columns.next()
        let stage: String? = try columns.next()
        let (done, total): (Int64, Int64?) = (try columns.next(), try columns.next())
        self.stage = stage.map { JobStage(name: $0, done: Int(done), total: total.map { Int($0) }) }
        result = try columns.next()
    }
}
