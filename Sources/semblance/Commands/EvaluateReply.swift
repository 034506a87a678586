import SemblanceCore
import SemblanceEvaluation
import SemblanceService

/// What `evaluate` answers: the report's figures, and what they were taken on.
struct EvaluateReply: Encodable {
    /// The version; null for a file.
    let model: ModelReference?
    /// The model's file; null for a version.
    let file: String?
    let corpus: String?
    let labelsFile: String?
    /// The share that was held out; null where photos were taken from the whole corpus.
    let heldOut: Double?
    /// The picture that was drawn; null where none was asked for.
    let sheet: String?
    let seconds: Double
    let report: QualityReport

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(model, forKey: .model)
        try container.encode(file, forKey: .file)
        try container.encode(corpus, forKey: .corpus)
        try container.encode(labelsFile, forKey: .labelsFile)
        try container.encode(heldOut, forKey: .heldOut)
        try container.encode(sheet, forKey: .sheet)
        try container.encode(seconds, forKey: .seconds)
    }

    private enum CodingKeys: String, CodingKey { case model, file, corpus, labelsFile, heldOut, sheet, seconds }
}
