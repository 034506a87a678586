import Foundation
import SemblanceCore
import Yams

/// The settings in a `semblance.yaml`, by their full keys.
struct ConfigurationFile: Sendable {
    /// A value and the line that it stands on.
    struct Entry: Sendable, Equatable {
        let text: String
        let line: Int
    }

    /// The file's name as people gave it.
    let path: String
    let entries: [String: Entry]

    /// Reads the file that `SEMBLANCE_CONFIG` names, or else `semblance.yaml` in the current folder.
    ///
    /// - Returns: nil where nothing is named and there is no such file
    /// - Throws: `notFound` for a named file that is not there, `unreadable`, and what `init(path:yaml:known:)` throws.
    static func load(environment: [String: String], folder: URL, known: [String]) throws -> ConfigurationFile? {
        let named = environment["SEMBLANCE_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let path = named ?? "semblance.yaml"
        let url = URL(filePath: path, relativeTo: folder)
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch CocoaError.fileReadNoSuchFile {
            guard named != nil else { return nil }
            throw SemblanceError(
                .notFound, "there is no configuration file \(path)", advice: "create it, or unset SEMBLANCE_CONFIG")
        } catch {
            throw SemblanceError(
                .unreadable, "the configuration file \(path) cannot be read", advice: "check its permissions",
                detail: String(describing: error))
        }
        guard let yaml = String(validating: data, as: UTF8.self) else {
            throw SemblanceError(.invalidArgument, "the configuration file \(path) is not UTF-8", advice: "save it as UTF-8")
        }
        return try ConfigurationFile(path: path, yaml: yaml, known: known)
    }

    /// Takes a file apart.
    ///
    /// - Throws: `invalidArgument` for what is no YAML, for a key that is not in `known` or comes twice, and for a value that is no
    ///   single text or number; each with the line.
    init(path: String, yaml: String, known: [String]) throws {
        self.path = path
        var reader = ConfigurationReader(path: path, known: Set(known))
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch {
            throw SemblanceError(
                .invalidArgument, "the configuration file \(path) is not valid YAML" + Self.position(of: error),
                detail: String(describing: error))
        }
        if let root { try reader.read(root, prefix: "") }
        entries = reader.entries
    }

    private static func position(of error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            " in line \(mark.line): \(problem)"
        case .duplicatedKeysInMapping(let duplicates, let context):
            " in line \(context.mark.line): \(duplicates.map { $0.description }.joined(separator: ", ")) stands there twice"
        default: ""
        }
    }
}
