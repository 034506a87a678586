import Foundation
import SemblanceCore

/// The folder in which a run leaves everything: configuration, metrics, pictures, model, checkpoint.
public struct RunFolder: Sendable {
    /// Its name, for example `faces-0003`.
    public let name: String
    /// Where it lies.
    public let path: String

    /// Where the state that training goes on from lies.
    public var checkpoint: String { path + "/checkpoint.safetensors" }
    /// Where the latest model lies, averaged and calibrated.
    public var model: String { path + "/model.safetensors" }
    /// Where the best model lies, in a run that chooses one.
    public var bestModel: String { path + "/best.safetensors" }
    /// Where the metrics lie, one JSON object a line.
    public var metrics: String { path + "/metrics.jsonl" }
    /// Where the metrics' curves lie.
    public var curves: String { path + "/curves.png" }
    /// Where it stands which model version the run became.
    public var registration: String { path + "/registered.json" }

    /// The learning curves of several runs in one picture, a panel a loss or figure that all of them have.
    ///
    /// - Returns: nil where they have measured nothing alike
    public static func comparison(of runs: [(name: String, folder: RunFolder)]) -> RGBImage? {
        RunCurves.comparison(runs.map { ($0.name, RunCurves(RunMetrics(path: $0.folder.metrics).series())) })
    }

    /// The learning curves of a run in one picture, three panels in a row.
    ///
    /// - Parameter width: of the picture in pixels, about
    /// - Returns: nil where nothing was measured
    public func learningCurves(width: Int = 1376) -> RGBImage? {
        RunCurves(RunMetrics(path: metrics).series()).render(columns: 3, panelSize: (width / 3, 240))
    }

    /// Makes the next free folder `<runs>/<name>-NNNN`.
    ///
    /// - Throws: `diskFull` or `unreadable` where it cannot be made.
    public static func create(in runs: String, name: String) throws -> RunFolder {
        do {
            try FileManager.default.createDirectory(atPath: runs, withIntermediateDirectories: true)
        } catch {
            throw SemblanceError(
                .unreadable, "the folder '\(runs)' cannot be made", advice: "check its parent's rights", detail: "\(error)")
        }
        for number in 1... {
            let folder = RunFolder(
                name: "\(name)-" + String(repeating: "0", count: max(0, 4 - String(number).count)) + "\(number)", runs: runs)
            if mkdir(folder.path, 0o755) == 0 { return folder }
            guard errno == EEXIST else {
                let code: SemblanceError.Code = errno == ENOSPC ? .diskFull : .unreadable
                throw SemblanceError(code, "the run folder '\(folder.path)' cannot be made: \(String(cString: strerror(errno)))")
            }
        }
        throw SemblanceError(.conflict, "'\(runs)' has no free run number")
    }

    /// The folder of a run at a path, made where there is none.
    ///
    /// - Throws: `unreadable` where it cannot be made.
    public static func open(_ path: String) throws -> RunFolder {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw SemblanceError(
                .unreadable, "the run folder '\(path)' cannot be made", advice: "check its parent's rights", detail: "\(error)")
        }
        return RunFolder(name: (path as NSString).lastPathComponent, path: path)
    }

    /// Finds the folder of a run that has begun.
    ///
    /// - Parameters:
    ///   - reference: a run's name, or the path of its folder
    ///   - runs: where runs lie
    /// - Throws: `notFound` where there is no such run, or none that has a checkpoint.
    public static func find(_ reference: String, in runs: String) throws -> RunFolder {
        let name = (reference as NSString).lastPathComponent
        let named = RunFolder(name: name, runs: runs)
        let isName = !reference.isEmpty && !reference.contains("/")
        let folders = (isName ? [named] : []) + [RunFolder(name: name, path: reference)]
        let manager = FileManager.default
        if let found = folders.first(where: { manager.fileExists(atPath: $0.checkpoint) }) { return found }
        var isFolder: ObjCBool = false
        if let begun = folders.first(where: { manager.fileExists(atPath: $0.path, isDirectory: &isFolder) && isFolder.boolValue }) {
            throw SemblanceError(
                .notFound, "the run '\(begun.path)' has no checkpoint to go on from",
                advice: "train anew, with a smaller --checkpoint-interval")
        }
        throw SemblanceError(
            .notFound, "there is no run '\(reference)' in '\(runs)'", advice: "give a run's name or its folder: ls '\(runs)'")
    }

    private init(name: String, runs: String) {
        self.init(name: name, path: runs + "/" + name)
    }

    private init(name: String, path: String) {
        self.name = name
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
