import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceEvaluation
import SemblanceImaging
import SemblanceModels
import SemblanceService
import SemblanceStorage
import SemblanceTraining

struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure what a model's latents and pictures are worth.",
        discussion: """
            Reports how well latents survive a round trip through an image, how near reconstructions come, how far pictures are from \
            photos, whether changed copies find their originals, whether neighbours share labels and persons, and whether latents have \
            collapsed; beside the same figures of principal components, plain and whitened, and of an untrained model. Take photos that \
            the model has not learned from: --held-out with the share that training held out.

            MODEL is an id, a name (its newest version), name@version, or the path of a .safetensors model file. Without --corpus only \
            what samples tell is measured. The labels' column 'file' names the photos; a column 'identity' says who they show. The report \
            is kept with the version, for models show. docs/evaluation.md says what each figure is.

            Example: semblance evaluate faces@2 --corpus photos --held-out 0.1 --json
            Example: semblance evaluate faces --corpus photos --held-out 0.1 --sheet quality.png
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The model version, or its .safetensors file.") var model: String
    @OptionGroup var options: EvaluationOptions
    @Option(help: ArgumentHelp("Draw figures, pictures and curves into this file.", valueName: "file")) var sheet: String?
    @Flag(inversion: .prefixedNo, help: "Keep the report with the version (default: yes, where there are photos).") var save: Bool?
    @Option(help: "Where to compute: auto, cpu, cuda or cuda:n.") var device: String?

    func run() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let workspace = try await Workspace(common, device: device)
        let corpus = try options.corpus.map { try BytePath($0).absolute() }
        let labelsPath = options.labelsPath(in: corpus)
        let table = try labelsPath.map { try LabelTable(file: $0) }
        let subject = try await EvaluatedModel.load(model, workspace)
        guard save != true || subject.reference != nil else {
            throw ValidationError("--save keeps the report with a version, and '\(model)' is a file")
        }
        let bar = EvaluationProgressBar()
        defer { bar.finish() }
        let evaluation = try await evaluation(of: subject, workspace) { bar.update($0) }
        let findings = try await evaluation.findings(corpus: corpus, labels: table, pictures: sheet != nil)
        bar.finish()
        if let sheet {
            let curves = subject.reference.flatMap { RegisteredRun.folder(ofModel: $0.id, in: workspace.runs) }?.learningCurves()
            let picture = try QualitySheet(title: "\(subject.name.printable): quality", findings: findings, curves: curves).render()
            try PictureFile.write(picture, to: sheet)
        }
        let reply = EvaluateReply(
            model: subject.reference, file: subject.file, corpus: corpus?.description, labelsFile: labelsPath?.description,
            heldOut: options.heldOut, sheet: sheet, seconds: start.duration(to: clock.now) / .seconds(1), report: findings.report)
        if let reference = subject.reference, save ?? (corpus != nil) {
            try await workspace.withDatabase { try await SavedQuality(reply, at: Date()).write(to: reference.id, $0) }
        }
        try common.json ? JSONOutput.write(reply) : StandardOutput.write(reply.text(name: subject.name))
    }

    private func evaluation(
        of subject: EvaluatedModel, _ workspace: Workspace, progress: @escaping @Sendable (QualityProgress) -> Void
    ) async throws -> QualityEvaluation {
        let encodes = (try? subject.model.requireEncoder()) != nil
        var features: ScriptFeatures?
        if let file = options.inception { features = try await ScriptFeatures(file: file, device: workspace.device) }
        return try QualityEvaluation(
            encoder: encodes ? subject.model : nil, generator: subject.model,
            options: try options.quality(threads: workspace.cores, limits: workspace.limits),
            baselines: options.noBaselines ? nil : try baselines(of: subject, workspace), features: features, progress: progress)
    }

    private func baselines(of subject: EvaluatedModel, _ workspace: Workspace) throws -> BaselineOptions {
        var baselines = BaselineOptions(images: options.pcaImages, training: try options.training.map { try BytePath($0).absolute() })
        if let configuration = (subject.model as? GANImageModel)?.configuration {
            baselines.untrained = { [seed = options.seed, device = workspace.device] photos in
                try await UntrainedModel.make(configuration, seed: seed, photos: photos, device: device)
            }
        }
        return baselines
    }
}
