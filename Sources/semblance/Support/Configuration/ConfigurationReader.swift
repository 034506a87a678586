import SemblanceCore
import Yams

/// Walks through a YAML document and collects settings.
struct ConfigurationReader {
    let path: String
    let known: Set<String>
    var entries: [String: ConfigurationFile.Entry] = [:]

    mutating func read(_ node: Node, prefix: String) throws {
        let line = node.mark?.line ?? 1
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                let name = (prefix.isEmpty ? "" : prefix + ".") + (key.string ?? "")
                try check(name, line: key.mark?.line ?? line)
                try read(value, prefix: name)
            }
        case .scalar(let scalar):
            // A key with nothing behind it, and an empty file.
            guard node.null == nil else { return }
            guard known.contains(prefix) else { throw refusal("expected settings, one a line as `key: value`", line: line) }
            let entry = ConfigurationFile.Entry(text: scalar.string, line: line)
            guard entries.updateValue(entry, forKey: prefix) == nil else {
                throw refusal("\(prefix) stands there twice", line: line)
            }
        case .sequence, .alias:
            throw refusal("\(prefix.isEmpty ? "the file" : prefix) cannot be a list", line: line)
        }
    }

    /// A key must be a setting or lead to some.
    private func check(_ name: String, line: Int) throws {
        guard !known.contains(name), !known.contains(where: { $0.hasPrefix(name + ".") }) else { return }
        throw refusal("unknown setting \(name.printable)", line: line, advice: "the settings are \(known.sorted().joined(separator: ", "))")
    }

    private func refusal(_ problem: String, line: Int, advice: String? = nil) -> SemblanceError {
        SemblanceError(.invalidArgument, "\(path):\(line): \(problem)", advice: advice)
    }
}
