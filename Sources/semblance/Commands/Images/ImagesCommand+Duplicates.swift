import ArgumentParser
import SemblanceCore
import SemblanceService
import SemblanceStorage

extension ImagesCommand {
    struct Duplicates: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Photos that are there more than once, the copy worth keeping first.",
            discussion: """
                Photos whose latents are alike by --threshold are looked at pixel by pixel, and grouped where they show the same photo in
                another size, crop, colour or compression. The copy to keep is the one with the most pixels, then the most bytes.
                Photos with the very same bytes are one image anyway; those that lie in several places are listed too.

                Example: semblance images duplicates --sheet duplicates.png
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "The least cosine of two latents, above 0 up to 1.") var threshold: Float = 0.9
        @Option(help: "The model version (default: the active one).") var model: String?
        @Option(
            help: ArgumentHelp("Draw a contact sheet with a row for each of the first \(DuplicateSheet.rows) groups.", valueName: "file"))
        var sheet: String?
        @Option(help: "How many groups at most, and how many photos in several places.") var limit: Int?

        func validate() throws {
            guard threshold > 0, threshold <= 1 else { throw ValidationError("--threshold is above 0 and at most 1") }
            guard limit ?? 1 >= 1 else { throw ValidationError("--limit is 1 or more") }
        }

        func run() async throws {
            let workspace = try await Workspace(common)
            try await workspace.withCollection { context in
                let record = try await context.catalog.find(model)
                let bar = DuplicateProgressBar()
                defer { bar.finish() }
                let reply = try await DuplicateSearch(database: context.database, record: record, threads: workspace.cores)
                    .find(threshold: threshold, limit: limit) { bar.update($0, done: $1, total: $2) }
                bar.finish()
                if let sheet { try PictureFile.write(try await DuplicateSheet(database: context.database).render(reply.groups), to: sheet) }
                if common.json { return try JSONOutput.write(reply) }
                try StandardOutput.write(Self.text(of: reply))
            }
        }

        private static func text(of reply: DuplicateReply) -> String {
            var table = TextTable([
                .number("group"), .text(""), .number("similarity"), .number("image"), .text("size"), .number("bytes"), .text("source"),
            ])
            for (index, group) in reply.groups.enumerated() {
                for (position, copy) in group.images.enumerated() {
                    table.add([
                        "\(index + 1)", position == 0 ? "keep" : "", position == 0 ? humanNumber(Double(group.similarity)) : "",
                        "\(copy.id)", "\(copy.width)x\(copy.height)", "\(copy.bytes)", copy.sources.first ?? "",
                    ])
                }
            }
            let exact = reply.exact.map { "image \($0.id) lies in \($0.sources.count) places:\n" + $0.sources.map { "  \($0)\n" }.joined() }
            return (reply.groups.isEmpty ? "no near-identical photos\n" : table.render()) + exact.joined()
        }
    }
}
