import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage

extension ImagesCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Everything that is known of one image.", discussion: "Example: semblance images show 17 -o thumbnail.png")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The image's id.") var image: Int64
        @Option(name: .shortAndLong, help: ArgumentHelp("Write its thumbnail, PNG or JPEG.", valueName: "file")) var output: String?

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let images = context.database.images
                guard let stored = try await images.find(id: image), stored.collectionID == context.collection.id,
                    let thumbnail = try await images.thumbnail(of: image)
                else {
                    throw SemblanceError(
                        .notFound, "the collection '\(context.collection.name)' has no image \(image)", advice: "see semblance images list")
                }
                let reply = ImageReply(
                    stored, sources: try await images.sources(of: [image])[image] ?? [],
                    latents: try await context.database.latents.versions(of: image))
                if let output { try PictureFile.write(try ImageDecoder.decode(thumbnail), to: output) }
                if common.json { return try JSONOutput.write(reply) }
                try StandardOutput.write(reply.text)
            }
        }
    }
}

extension ImageReply {
    /// Everything, for people.
    var text: String {
        var table = TextTable([.text("image"), .text("\(id)")])
        table.add(["size", "\(width)x\(height)"])
        table.add(["format", "\(format), \(bytes) bytes"])
        table.add(["sha256", sha256])
        table.add(["created", createdAt.formatted(.iso8601)])
        table.add(["metadata", metadata.text])
        for source in sources ?? [] { table.add(["source", source]) }
        for latent in latents ?? [] {
            let realism = latent.realism.map { ", realism \(humanNumber(Double($0)))" } ?? ""
            table.add([
                "latent", "\(latent.name)@\(latent.version) (id \(latent.id)): norm \(humanNumber(Double(latent.norm)))\(realism)",
            ])
        }
        return table.render()
    }
}
