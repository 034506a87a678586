import SemblanceService
import SemblanceStorage

/// What `index` and `jobs retry` answer.
enum IndexReply {
    /// A job that has ended.
    static func write(_ report: IndexReport, prunes: Bool = false, json: Bool) throws {
        if json { return try JSONOutput.write(report) }
        try StandardOutput.write(
            """
            \(report.total) files: \(report.encoded) encoded, \(report.duplicates) duplicates, \(report.failed) failed \
            (\(report.unchanged) unchanged since an earlier run)
            \(humanNumber(report.imagesPerSecond)) images/s, \(humanDuration(seconds: report.seconds)) with \
            \(report.model.name)@\(report.model.version)

            """)
        if report.total > report.unchanged {
            let stages = ["read", "hash", "decode", "thumbnail", "encode", "store"].map { stage in
                "\(stage) \(humanNumber(report.busy[stage] ?? 0))"
            }
            try StandardOutput.write("units at each stage on average: " + stages.joined(separator: ", ") + "\n")
        }
        if report.vanished > 0 {
            let what = prunes ? "they were removed" : "index with --prune to remove them"
            try StandardOutput.write("\(report.vanished) known photos are gone from the corpus: \(what)\n")
        }
        if report.failed > 0 { try StandardOutput.write("what failed: semblance jobs failures \(report.job)\n") }
    }

    /// A job that waits for workers.
    static func write(queued job: Job, json: Bool) throws {
        if json { return try JSONOutput.write(JobReply(job)) }
        try StandardOutput.write("job \(job.id) is queued: \(JobReply(job).waiting) files wait for: semblance worker\n")
    }
}
