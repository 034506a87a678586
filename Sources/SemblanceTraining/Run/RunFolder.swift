import Foundation
import SemblanceCore

/// The folder in which a run leaves everything: configuration, metrics, pictures, checkpoint.
public struct RunFolder: Sendable {
    /// Its name, for example `faces-0003`.
    public let name: String
    /// Where it lies.
    public let path: String

    /// Where the checkpoint lies.
    public var checkpoint: String { path + "/checkpoint.safetensors" }
    /// Where the metrics lie, one JSON object a line.
    public var metrics: String { path + "/metrics.jsonl" }

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

    private init(name: String, runs: String) {
        self.name = name
        path = runs + "/" + name
    }
}
