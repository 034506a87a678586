import SemblanceService

/// What `models compare` answers: the versions, the figures that both have measured, and the drift report.
struct CompareReply: Encodable {
    let first: ModelReply
    let second: ModelReply
    let figures: ModelFigures
    let report: ComparisonReport

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(first, forKey: .first)
        try container.encode(second, forKey: .second)
        try container.encode(figures.groups, forKey: .figures)
    }

    private enum CodingKeys: String, CodingKey { case first, second, figures }
}
