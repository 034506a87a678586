import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceImaging

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "The whole tour: a model, a corpus, index, search, reconstruct, interpolate.",
        discussion: """
            Takes the model that comes with the program, and works on a folder of photos, or without one on 2,000 faces that the model draws.
            With --minutes it trains a model of the photos instead. Three photos are held out of training and index, and searched for. A second
            run finds what the first one did. Pictures and figures go to .semblance/demo/; with --serve, --json tells where the server listens.

            Example: semblance demo --serve
            Example: semblance demo --corpus photos --crop face
            Example: semblance demo --corpus photos --minutes 30
            """)

    @OptionGroup var common: CommonOptions
    @Option(help: "A folder of photos (default: faces that the model draws).") var corpus: String?
    @Option(help: "What the model sees of a photo: center, or face, which finds the largest one.") var crop = PhotoCrop.center
    @Option(help: "Train a model of the photos for so long, rather than to take the one that comes with the program.") var minutes: Double?
    @Flag(help: "With --minutes: train again, also where this corpus has a model of its own already.") var retrain = false
    @Flag(help: "Then serve it, and the page, until it is stopped.") var serve = false
    @Option(help: "With --serve: the port to listen on (default: 8080).") var port: Int?

    func validate() throws {
        guard minutes.map({ $0 > 0 && $0.isFinite }) ?? true else { throw ValidationError("--minutes is more than 0") }
        guard minutes == nil || corpus != nil else { throw ValidationError("--minutes trains on photos: give a --corpus") }
        guard !retrain || minutes != nil else { throw ValidationError("--retrain needs --minutes") }
        guard port == nil || serve else { throw ValidationError("--port needs --serve") }
        guard (0...65_535).contains(port ?? 0) else { throw ValidationError("--port is 0 to 65535") }
    }

    func run() async throws {
        let workspace = try await Workspace(common)
        let tour = DemoTour(
            workspace: workspace, crop: crop, minutes: minutes, retrain: retrain, port: serve ? nil : workspace.configuration[\.serverPort])
        let summary = try await tour.run(corpus: corpus)
        if !common.json { try StandardOutput.write(summary.text) }
        guard serve else { return common.json ? try JSONOutput.write(summary) : () }
        try await ServeCommand.serve(common, flags: ["collection": summary.collection, "server.port": port.map(String.init)])
    }
}
