import Foundation
import SemblanceCore
import SemblanceImaging

/// `metrics.jsonl`: one JSON object a line, each with the `step` after which it was written.
struct RunMetrics: Sendable {
    let path: String

    /// A line, of which only the step is known.
    private struct Line: Decodable {
        let step: Int
    }

    /// Begins an empty file, or where `step` is given keeps the whole lines up to that step and drops what follows.
    func begin(after step: Int?) throws {
        var kept: [UInt8] = []
        if let step, let data = FileManager.default.contents(atPath: path) {
            let decoder = JSONDecoder()
            for line in data.split(separator: UInt8(ascii: "\n")) {
                // A line that a crash cut off is no JSON, and is dropped with the rest.
                guard let known = try? decoder.decode(Line.self, from: line), known.step <= step else { continue }
                kept += line + [UInt8(ascii: "\n")]
            }
        }
        try FileWriter.replace(BytePath(path), with: kept)
    }

    /// Opens the file for more lines.
    func opened() throws -> FileHandle {
        guard let handle = FileHandle(forWritingAtPath: path) else {
            throw SemblanceError(.unreadable, "'\(path)' cannot be written")
        }
        try handle.seekToEnd()
        return handle
    }

    /// The numbers of all lines: for each name the steps and values, in the order of the file.
    ///
    /// Losses and figures have their own names; `images_per_second`, `loader_wait` and `learning_rate_factor` stand beside them.
    func series() -> [String: [(step: Int, value: Double)]] {
        var series: [String: [(step: Int, value: Double)]] = [:]
        let data = FileManager.default.contents(atPath: path) ?? Data()
        for line in data.split(separator: UInt8(ascii: "\n")) {
            guard let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any], let step = object["step"] as? Int else {
                continue
            }
            var values: [String: Double] = [:]
            for group in ["losses", "evaluation"] {
                let members = object[group] as? [String: Any] ?? [:]
                // A figure may be called as a loss is: they are different measurements.
                for (name, value) in members { values["\(group)/\(name)"] = value as? Double }
            }
            for name in ["images_per_second", "loader_wait", "learning_rate_factor"] { values[name] = object[name] as? Double }
            for (name, value) in values { series[name, default: []].append((step, value)) }
        }
        return series
    }
}
