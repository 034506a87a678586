import Foundation
import SemblanceStorage

/// A job as the command line and HTTP answer it.
public struct JobReply: Sendable, Encodable {
    /// Unique over the database.
    public let id: Int64
    /// What it does, such as `index`.
    public let kind: String
    /// `queued`, `running`, `succeeded`, `failed` or `cancelled`
    public let state: String
    /// The model version it works with.
    public let model: Int64?
    /// How many inputs there are, as far as they are known.
    public let total: Int
    /// How many became images with a latent.
    public let encoded: Int
    /// How many held bytes that another input held first.
    public let duplicates: Int
    /// How many could not be used.
    public let failed: Int
    /// Inputs that nobody has taken yet, or that are being worked on: total = encoded + duplicates + failed + waiting.
    public let waiting: Int
    /// Inputs that were as an earlier job left them.
    public let unchanged: Int
    /// Sources that were known and are gone.
    public let vanished: Int
    /// What is being done at this moment, for a job in stages such as retraining; else nil.
    public let stage: JobStage?
    /// What has come of it so far, for a job in stages; else an empty object.
    public let result: JSONText
    /// How often it was begun.
    public let attempts: Int
    /// Why it ended as it did.
    public let message: String?
    /// When it was asked for.
    public let createdAt: Date
    /// When the files were listed; nil for a job that waits for a worker to do so.
    public let plannedAt: Date?
    /// When it was first begun.
    public let startedAt: Date?
    /// When it ended.
    public let finishedAt: Date?

    enum CodingKeys: String, CodingKey {
        case id, kind, state, model, total, encoded, duplicates, failed, waiting, unchanged, vanished, stage, result, attempts, message
        case createdAt = "created_at"
        case plannedAt = "planned_at"
        case startedAt = "started_at"
        case finishedAt = "finished_at"
    }

    /// A job as it stands.
    public init(_ job: Job) {
        id = job.id
        kind = job.kind
        state = job.state.rawValue
        model = job.modelID
        total = job.progress.total
        encoded = job.progress.encoded
        duplicates = job.progress.duplicates
        failed = job.progress.failed
        waiting = job.progress.total - job.progress.done
        unchanged = job.unchanged
        vanished = job.vanished
        stage = job.stage
        result = job.result
        attempts = job.attempts
        message = job.message
        createdAt = job.createdAt
        plannedAt = job.plannedAt
        startedAt = job.startedAt
        finishedAt = job.finishedAt
    }
}
