import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceImaging
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
                let reply = Reply(
                    image: ImageReply(stored, sources: try await images.sources(of: [image])[image] ?? []),
                    latents: try await context.database.latents.versions(of: image))
                if let output { try PictureFile.write(try ImageDecoder.decode(thumbnail), to: output) }
                if common.json { return try JSONOutput.write(reply) }
                try StandardOutput.write(reply.text)
            }
        }
    }
}

extension ImagesCommand.Show {
    struct Reply: Encodable {
        let image: ImageReply
        /// The model versions that hold a latent of it.
        let latents: [EncodedVersion]

        private enum CodingKeys: String, CodingKey {
            case latents
        }

        /// The image's members, and `latents` beside them.
        func encode(to encoder: any Encoder) throws {
            try image.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(latents, forKey: .latents)
        }

        var text: String {
            var table = TextTable([.text("image"), .text("\(image.id)")])
            table.add(["size", "\(image.width)x\(image.height)"])
            table.add(["format", "\(image.format), \(image.bytes) bytes"])
            table.add(["sha256", image.sha256])
            table.add(["created", image.createdAt.formatted(.iso8601)])
            table.add(["metadata", image.metadata.text])
            for source in image.sources { table.add(["source", source]) }
            for latent in latents {
                let realism = latent.realism.map { ", realism \(humanNumber(Double($0)))" } ?? ""
                table.add([
                    "latent", "\(latent.name)@\(latent.version) (id \(latent.id)): norm \(humanNumber(Double(latent.norm)))\(realism)",
                ])
            }
            return table.render()
        }
    }
}
