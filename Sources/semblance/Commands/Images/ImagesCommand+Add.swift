import ArgumentParser
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage

extension ImagesCommand {
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take single photos in; the database keeps their bytes.",
            discussion: """
                They are encoded at once for the version that serves and for every one that is being filled. Whole folders are better \
                indexed: their files stay where they are.

                Example: semblance images add me.jpg --metadata '{"who": "me"}'
                """)
        @OptionGroup var common: CommonOptions
        @Argument(help: "Photos.") var photos: [String]
        @Option(help: ArgumentHelp("What else is known of them.", valueName: "object")) var metadata = "{}"

        func run() async throws {
            let workspace = try await Workspace(common)
            let known = try JSONText(merging: JSONText(metadata), into: .emptyObject)
            try await workspace.withCollection { context in
                let encoders = EncoderShelf(database: context.database) { [catalog = context.catalog] in try await catalog.load($0) }
                let intake = ImageIntake(
                    database: context.database, collection: context.collection, encoders: encoders, limits: workspace.limits)
                var replies: [Reply] = []
                for path in photos.map({ BytePath($0) }) {
                    let bytes = try FileReader.read(path, maximumBytes: workspace.limits.maximumBytes)
                    do {
                        replies.append(Reply(path, try await intake.add(bytes, name: path.lastComponent, metadata: known)))
                    } catch let error as SemblanceError where error.code != .conflict {
                        throw error.naming(path)
                    }
                }
                if common.json { return try JSONOutput.write(replies) }
                for reply in replies {
                    try StandardOutput.write("\(reply.file) is image \(reply.id)\(reply.isNew ? "" : ", known already")\n")
                }
            }
        }

        struct Reply: Encodable {
            let file: String
            let id: Int64
            let isNew: Bool

            init(_ path: BytePath, _ outcome: ImageIntake.Outcome) {
                file = path.description
                id = outcome.imageID
                isNew = outcome.isNew
            }
        }
    }
}
