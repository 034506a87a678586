import Foundation
import SemblanceCore
import SemblanceStorage

/// A report of `evaluate` as a model version keeps it: the member `quality` of its metrics.
struct SavedQuality: Encodable {
    private let quality: Quality

    private struct Quality: Encodable {
        let reply: EvaluateReply
        let evaluatedAt: Date

        func encode(to encoder: any Encoder) throws {
            try reply.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(evaluatedAt, forKey: .evaluatedAt)
        }

        private enum CodingKeys: String, CodingKey { case evaluatedAt }
    }

    /// - Parameter date: when it was evaluated
    init(_ reply: EvaluateReply, at date: Date) { quality = Quality(reply: reply, evaluatedAt: date) }

    /// Puts it in the place of an earlier one; the metrics' other members stay.
    ///
    /// - Throws: `notFound` where the version was deleted meanwhile.
    func write(to model: Int64, _ database: Database) async throws {
        guard let record = try await database.models.find(id: model) else {
            throw SemblanceError(.notFound, "the model \(model) was deleted while it was evaluated")
        }
        let metrics = try JSONText(merging: JSONText(JSONOutput.document(self)), into: record.metrics)
        try await database.models.setMetrics(metrics, of: model)
    }
}
