import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceService
import SemblanceStorage
import SemblanceTensor
import SemblanceTraining

/// The model of a tour: the shipped one, or one that is trained on the tour's photos.
struct DemoModel {
    let workspace: Workspace
    let context: CollectionContext
    let crop: PhotoCrop

    private static let trainedName = "demo"

    /// The shipped one, taken into the collection where it is not there yet.
    func shipped() async throws -> ModelRecord {
        let file = try ShippedModels.standard()
        do {
            let report = try await ModelImport(catalog: context.catalog, loader: workspace.loader)
                .read(file, name: nil, crop: crop, again: false, by: .login, why: "demo")
            return try await context.catalog.find("\(report.model.id)")
        } catch let error as SemblanceError where error.code == .conflict {
            // An earlier tour took it. What was trained on from it is no longer the shipped one.
            guard let known = try await newest(ShippedModels.standardName, where: { $0.parent == nil }) else { throw error }
            return known
        }
    }

    /// One that learns from the photos for some minutes, or that has by an earlier tour.
    func trained(on corpus: DemoCorpus, minutes: Double, again: Bool) async throws -> (ModelRecord, DemoSummary.Training?) {
        if !again, let known = try await newest(Self.trainedName) { return (known, nil) }
        let configuration = TrainingConfiguration(
            model: ModelConfiguration(network: NetworkConfiguration(resolution: 64, width: 256), crop: crop), length: .minutes(minutes),
            batchSize: DemoCorpus.batchSize, precision: .fastest(on: workspace.device), heldOut: corpus.share)
        let outcome = try await ModelTraining(workspace: workspace, context: context).run(
            configuration, name: Self.trainedName, corpus: corpus.folder)
        return (outcome.model, DemoSummary.Training(TrainReply(outcome)))
    }

    /// The newest version of a name that is ready and meets a condition.
    private func newest(_ name: String, where isMeant: (ModelRecord) -> Bool = { _ in true }) async throws -> ModelRecord? {
        try await context.database.models.list(in: context.collection.id).map(\.record)
            .filter { $0.model.name == name && $0.state == .ready && isMeant($0) }
            .max { $0.model.version < $1.model.version }
    }
}
