import Foundation
import SemblanceService
import SemblanceStorage

extension JobReply {
    /// Where it stands, with the stage that is under way.
    private var standing: String {
        guard let stage, state == "running" || state == "queued" else { return state }
        return "\(state): \(stage.name) \(stage.done)" + (stage.total.map { "/\($0)" } ?? "")
    }

    static func table(_ jobs: [JobReply]) -> String {
        var table = TextTable([
            .number("id"), .text("kind"), .text("state"), .number("total"), .number("encoded"), .number("duplicates"), .number("failed"),
            .number("waiting"), .text("created"),
        ])
        for job in jobs {
            table.add([
                "\(job.id)", job.kind, job.standing, "\(job.total)", "\(job.encoded)", "\(job.duplicates)", "\(job.failed)",
                "\(job.waiting)",
                job.createdAt.formatted(.iso8601),
            ])
        }
        return table.render()
    }
}
