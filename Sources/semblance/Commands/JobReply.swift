import Foundation
import SemblanceStorage

/// A job as `jobs`, `worker` and `index --detach` answer.
struct JobReply: Encodable {
    let id: Int64
    let kind: String
    let state: String
    let model: Int64?
    let total: Int
    let encoded: Int
    let duplicates: Int
    let failed: Int
    /// Inputs that nobody has taken yet, or that are being worked on: total = encoded + duplicates + failed + waiting.
    let waiting: Int
    let unchanged: Int
    let vanished: Int
    let attempts: Int
    let message: String?
    let createdAt: Date
    /// When the files were listed; left out for a job that waits for a worker to do so.
    let plannedAt: Date?
    let startedAt: Date?
    let finishedAt: Date?

    init(_ job: Job) {
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
        attempts = job.attempts
        message = job.message
        createdAt = job.createdAt
        plannedAt = job.plannedAt
        startedAt = job.startedAt
        finishedAt = job.finishedAt
    }

    static func table(_ jobs: [JobReply]) -> String {
        var table = TextTable([
            .number("id"), .text("kind"), .text("state"), .number("total"), .number("encoded"), .number("duplicates"), .number("failed"),
            .number("waiting"), .text("created"),
        ])
        for job in jobs {
            table.add([
                "\(job.id)", job.kind, job.state, "\(job.total)", "\(job.encoded)", "\(job.duplicates)", "\(job.failed)", "\(job.waiting)",
                job.createdAt.formatted(.iso8601),
            ])
        }
        return table.render()
    }
}
