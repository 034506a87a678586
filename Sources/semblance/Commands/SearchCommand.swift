import ArgumentParser
import SemblanceCore
import SemblanceImaging
import SemblanceService

extension Metric: ExpressibleByArgument {}

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find the photos that look like one.",
        discussion: """
            \(FilterHelp.grammar)

            Example: semblance search face.jpg -k 20 --metric euclidean --sheet hits.png
            Example: semblance search face.jpg --filter 'year >= 2020 and not (album = private)'
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "Photos to search with.") var images: [String] = []
    @Option(help: "Search with a photo of the corpus.") var imageId: Int64?
    @Option(name: .short, help: "How many neighbours.") var k = 10
    @Option(help: "How latents are compared: cosine or euclidean.") var metric = Metric.cosine
    @Flag(help: "Compare with every latent, never with an approximation.") var exact = false
    @Flag(help: "Also ask with the mirrored photo, and keep the nearer.") var mirror = false
    @Flag(help: "Judge how familiar the photo is by the way through the model and back, too: a blank page or print then scores near 0.")
    var roundTrip = false
    @Option(help: ArgumentHelp("Draw a contact sheet: query, reconstruction, neighbours.", valueName: "file")) var sheet: String?
    @Option(help: "The model version (default: the active one).") var model: String?
    @OptionGroup var filter: FilterOption

    func validate() throws {
        guard images.isEmpty != (imageId == nil) else { throw ValidationError("give photos, or --image-id") }
        guard k >= 1 else { throw ValidationError("-k is 1 or more") }
        guard sheet == nil || imageId == nil else { throw ValidationError("--sheet draws searches with photos, not with --image-id") }
    }

    func run() async throws {
        let workspace = try await Workspace(common)
        try await workspace.withCollection { context in
            let (record, model) = try await context.model(model)
            let search = try await SimilaritySearch(
                database: context.database, record: record, model: model, limits: workspace.limits, indexes: workspace.indexes)
            let options = SearchOptions(
                k: k, metric: metric, mirror: mirror, exact: exact, filter: try filter.expression.map { try SearchFilter(parsing: $0) },
                inclusions: roundTrip ? [.roundTrip] : [])
            if let imageId {
                return try report([try await search.search(.image(imageId), options)], names: ["image \(imageId)"])
            }
            let photos = try images.map { try search.photo(file: BytePath($0)) }
            var replies: [SearchReply] = []
            for photo in photos { replies.append(try await search.search(.photo(photo), options)) }
            if let sheet {
                let rows = zip(photos, replies).map { NeighbourSheet.Row(photo: $0.prepared, reply: $1) }
                try PictureFile.write(try await NeighbourSheet(database: context.database, model: model).render(rows), to: sheet)
            }
            try report(replies, names: images)
        }
    }

    private func report(_ replies: [SearchReply], names: [String]) throws {
        if common.json {
            if replies.count == 1 { return try JSONOutput.write(replies[0]) }
            return try JSONOutput.write(replies)
        }
        for (name, reply) in zip(names, replies) {
            let familiarity = reply.query.familiarity.map { ", familiarity \(humanNumber(Double($0)))" } ?? ""
            try StandardOutput.write("\(name.printable) (\(reply.metric.rawValue)\(familiarity)\(reply.query.facesInWords))\n")
            var table = TextTable([.number("rank"), .number("image"), .number("similarity"), .number("distance"), .text("source")])
            for hit in reply.hits {
                table.add([
                    "\(hit.rank)", "\(hit.imageID)", humanNumber(Double(hit.similarity)), humanNumber(Double(hit.distance)),
                    hit.source ?? "",
                ])
            }
            try StandardOutput.write(table.render())
        }
    }
}
