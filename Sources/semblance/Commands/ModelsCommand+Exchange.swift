import ArgumentParser
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage

extension ModelsCommand {
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a version into one file.",
            discussion: """
                The file is a safetensors checkpoint, which evaluate reads too; its metadata hold the version's configuration, metrics and name,
                and a checksum of the whole. Latents are not in it: index anew where it is imported. With --half the file has half the size, and
                the version that is made of it encodes to latents that differ in the third decimal.

                Example: semblance models export faces@2 faces.safetensors
                """)
        @OptionGroup var common: CommonOptions
        @Argument(help: "The version.") var model: String
        @Argument(help: "The file to write.") var file: String
        @Flag(help: "Write the weights in half precision.") var half = false
        @Flag(help: "Replace a file that is there.") var force = false

        func run() async throws {
            try await Workspace(common).withCollection { context in
                let record = try await context.catalog.find(model)
                let export = ModelExport(database: context.database)
                let report = try await export.write(record, to: BytePath(file), overwrites: force, half: half)
                if common.json { return try JSONOutput.write(report) }
                try StandardOutput.write(
                    "\(report.file.printable): \(report.model.name)@\(report.model.version)\nSHA-256 \(report.sha256)\n")
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register the version that a file holds.",
            discussion: """
                The file is one of models export. It has to be whole, to the bit, and its model has to load; then it is the next version of its
                name, and serves once it is activated or, where none does, indexed. With --crop it is the same model for other photos: one that
                has learned from aligned faces, say, for photos in which faces have to be found.

                Example: semblance models import faces.safetensors --name faces-of-berlin
                Example: semblance models import faces.safetensors --name holidays --crop face
                """)
        @OptionGroup var common: CommonOptions
        @OptionGroup var reason: ReasonOption
        @Argument(help: "The file to read.") var file: String
        @Option(help: "What it is called (default: as the file says).") var name: String?
        @Option(help: "What it sees of a photo, center or face (default: as the file says).") var crop: PhotoCrop?
        @Flag(help: "Also where the collection has the same weights already.") var again = false

        func run() async throws {
            let workspace = try await Workspace(common)
            try await workspace.withCollection { context in
                let report = try await ModelImport(catalog: context.catalog, loader: workspace.loader).read(
                    BytePath(file), name: name, crop: crop, again: again, by: .login, why: reason.text)
                if common.json { return try JSONOutput.write(report) }
                let model = "\(report.model.name)@\(report.model.version)"
                try StandardOutput.write("\(model) is imported as \(report.model.id): semblance index --model \(model) --corpus …\n")
            }
        }
    }
}
