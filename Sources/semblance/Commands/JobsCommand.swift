import ArgumentParser
import Foundation
import SemblanceImaging
import SemblanceStorage

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "See long work, and what failed in it.",
        discussion: "Example: semblance jobs failures 3",
        subcommands: [List.self, Show.self, Failures.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Jobs, newest first.", discussion: "Example: semblance jobs list")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let jobs = try await context.database.jobs.list(in: context.collection.id).map(JobReply.init)
                if common.json { return try JSONOutput.write(jobs) }
                try StandardOutput.write(jobs.isEmpty ? "no jobs yet: semblance index --corpus DIR\n" : JobReply.table(jobs))
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One job.", discussion: "Example: semblance jobs show 3")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The job's id.") var job: Int64

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let reply = JobReply(try await context.database.jobs.require(id: job))
                if common.json { return try JSONOutput.write(reply) }
                try StandardOutput.write(JobReply.table([reply]) + (reply.message.map { "\($0.printable)\n" } ?? ""))
            }
        }
    }

    struct Failures: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The files that a job could not use, and why.", discussion: "Example: semblance jobs failures 3 --json")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The job's id.") var job: Int64

        private static let pageSize = 1000

        func run() async throws {
            try await Workspace(common).withCollection { context in
                _ = try await context.database.jobs.require(id: job)
                var failures: [FailureReply] = []
                while true {
                    let page = try await context.database.jobs.failures(of: job, offset: failures.count, limit: Self.pageSize)
                    failures += page.map(FailureReply.init)
                    if page.count < Self.pageSize { break }
                }
                if common.json { return try JSONOutput.write(failures) }
                for failure in failures { try StandardOutput.write("\(failure.code)\t\(failure.message.printable)\n") }
            }
        }
    }
}

/// What `jobs list` and `jobs show` answer.
struct JobReply: Encodable {
    let id: Int64
    let kind: String
    let state: String
    let model: Int64?
    let total: Int
    let encoded: Int
    let duplicates: Int
    let failed: Int
    let message: String?
    let createdAt: Date
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
        message = job.message
        createdAt = job.createdAt
        finishedAt = job.finishedAt
    }

    static func table(_ jobs: [JobReply]) -> String {
        var table = TextTable([
            .number("id"), .text("kind"), .text("state"), .number("total"), .number("encoded"), .number("duplicates"), .number("failed"),
            .text("created"),
        ])
        for job in jobs {
            table.add([
                "\(job.id)", job.kind, job.state, "\(job.total)", "\(job.encoded)", "\(job.duplicates)", "\(job.failed)",
                job.createdAt.formatted(.iso8601),
            ])
        }
        return table.render()
    }
}

/// One line of `jobs failures`.
struct FailureReply: Encodable {
    let source: String
    let code: String
    let message: String

    init(_ failure: JobFailure) {
        source = BytePath(bytes: failure.source).description
        code = failure.code
        message = failure.message
    }
}
