import ArgumentParser
import SemblanceCore
import SemblanceService
import SemblanceStorage

extension ImagesCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Images by id, a page at a time.",
            discussion: """
                \(FilterHelp.grammar)

                Example: semblance images list --limit 20 --filter 'year >= 2020 and album in (family, "summer trip")'
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "How many images, 1 to 1000.") var limit = 100
        @Option(help: ArgumentHelp("Only images behind this one.", valueName: "id")) var after: Int64?
        @OptionGroup var filter: FilterOption

        func validate() throws {
            guard (1...1000).contains(limit) else { throw ValidationError("--limit is 1 to 1000") }
        }

        func run() async throws {
            let filter = try filter.parsed
            try await Workspace(common).withCollection { context in
                let images = context.database.images
                // One more than is shown says whether there is a next page.
                let found = try await images.list(in: context.collection.id, after: after, limit: limit + 1, filter: filter)
                let page = found.prefix(limit)
                let sources = try await images.sources(of: page.map(\.id))
                let reply = Reply(
                    images: page.map { ImageReply($0, sources: sources[$0.id] ?? []) }, next: found.count > limit ? page.last?.id : nil)
                if common.json { return try JSONOutput.write(reply) }
                try StandardOutput.write(reply.text)
            }
        }
    }
}

extension ImagesCommand.List {
    struct Reply: Encodable {
        let images: [ImageReply]
        /// What to give to `--after` for the next page; null on the last one.
        let next: Int64?

        private enum CodingKeys: String, CodingKey {
            case images, next
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(images, forKey: .images)
            try container.encode(next, forKey: .next)
        }

        var text: String {
            var table = TextTable([.number("id"), .text("size"), .text("format"), .number("sources"), .text("first source")])
            for image in images {
                table.add([
                    "\(image.id)", "\(image.width)x\(image.height)", image.format, "\(image.sources?.count ?? 0)",
                    image.sources?.first ?? "",
                ])
            }
            let more = next.map { "more: --after \($0)\n" } ?? ""
            return images.isEmpty ? "no images\n" : table.render() + more
        }
    }
}
