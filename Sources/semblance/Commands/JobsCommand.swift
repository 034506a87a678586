import ArgumentParser
import SemblanceCore
import SemblanceService
import SemblanceImaging
import SemblanceStorage

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Long work: see it, cancel it, retry what failed.",
        discussion: "Example: semblance jobs failures 3",
        subcommands: [List.self, Show.self, Failures.self, Cancel.self, Retry.self])

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
                var last: Int64?
                while true {
                    let page = try await context.database.jobs.failures(of: job, after: last, limit: Self.pageSize)
                    failures += page.map(FailureReply.init)
                    last = page.last?.id
                    if page.count < Self.pageSize { break }
                }
                if common.json { return try JSONOutput.write(failures) }
                for failure in failures { try StandardOutput.write("\(failure.code)\t\(failure.message.printable)\n") }
            }
        }
    }
}

extension JobsCommand {
    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a job back; its workers stop at the next unit.", discussion: "Example: semblance jobs cancel 3")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The job's id.") var job: Int64

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let reply = JobReply(try await context.database.jobs.cancel(id: job))
                if common.json { return try JSONOutput.write(reply) }
                try StandardOutput.write("job \(job) is cancelled; \(reply.waiting) files were not taken\n")
            }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the failed files of a job again, and those that nobody took.",
            discussion: """
                What went in already is left alone. The job keeps its number.

                Example: semblance jobs retry 3
                """)
        @OptionGroup var common: CommonOptions
        @Argument(help: "The job's id.") var job: Int64
        @Flag(help: "Queue the work for others and return.") var detach = false

        func run() async throws {
            let workspace = try await Workspace(common)
            try await workspace.withCollection { context in
                let retry = JobRetry(database: context.database)
                let queued = try await retry.retry(try await context.database.jobs.require(id: job))
                guard !detach else { return try IndexReply.write(queued: queued, json: common.json) }
                if queued.kind == RetrainRequest.jobKind {
                    return try await RetrainCommand.work(on: queued, workspace, context, json: common.json)
                }
                guard let model = queued.modelID, let record = try await context.database.models.find(id: model) else {
                    throw SemblanceError(.conflict, "the model version of the job \(job) was deleted", advice: "index with another one")
                }
                try IndexReply.write(try await Indexing(workspace: workspace, context: context).work(on: queued, record), json: common.json)
            }
        }
    }
}
