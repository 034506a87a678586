import Foundation
import SemblanceImaging
import SemblanceService
import SemblanceTraining

/// `registered.json`: which model version a run became, so that nobody registers the same once more.
struct RegisteredRun: Codable {
    let model: ModelReference
    /// The step of the model that was registered.
    let step: Int
    /// The step that the run had come to.
    let runStep: Int

    init(model: ModelReference, step: Int, runStep: Int) {
        (self.model, self.step, self.runStep) = (model, step, runStep)
    }

    /// What a run's folder says; nil where the run was not registered.
    init?(of folder: RunFolder) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = FileManager.default.contents(atPath: folder.registration),
            let known = try? decoder.decode(RegisteredRun.self, from: data)
        else { return nil }
        self = known
    }

    /// The folder of the run that became a model version; nil where it is not on this machine.
    static func folder(ofModel id: Int64, in runs: String) -> RunFolder? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: runs)) ?? []
        return names.sorted().lazy.compactMap { try? RunFolder.find($0, in: runs) }.first { RegisteredRun(of: $0)?.model.id == id }
    }

    /// Says it in a run's folder.
    func write(to folder: RunFolder) throws {
        try FileWriter.replace(BytePath(folder.registration), with: Array(JSONOutput.document(self).utf8))
    }
}
