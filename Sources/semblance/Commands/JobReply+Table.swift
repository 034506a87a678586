import Foundation
import SemblanceService

extension JobReply {
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
