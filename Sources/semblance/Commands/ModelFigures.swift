import Foundation
import SemblanceCore
import SemblanceService
import SemblanceStorage

/// What two versions have measured alike, side by side.
struct ModelFigures {
    /// A figure of both.
    struct Figure: Encodable {
        let first: Double
        let second: Double
        /// second − first
        let difference: Double
    }

    /// By group (`evaluation`, `training`) and name.
    let groups: [String: [String: Figure]]

    /// - Throws: `corrupt` for metrics that are no JSON object.
    init(_ first: ModelReply, _ second: ModelReply) throws {
        let (a, b) = (try Self.figures(first.metrics), try Self.figures(second.metrics))
        groups = a.reduce(into: [:]) { groups, group in
            let common = group.value.compactMap { name, value in
                b[group.key]?[name].map { (name, Figure(first: value, second: $0, difference: $0 - value)) }
            }
            if !common.isEmpty { groups[group.key] = Dictionary(uniqueKeysWithValues: common) }
        }
    }

    private static func figures(_ metrics: JSONText) throws -> [String: [String: Double]] {
        guard let groups = try? JSONSerialization.jsonObject(with: Data(metrics.text.utf8)) as? [String: Any] else {
            throw SemblanceError(.corrupt, "a version's metrics are no JSON object")
        }
        return groups.compactMapValues { ($0 as? [String: Any])?.compactMapValues { $0 as? Double } }
    }
}
