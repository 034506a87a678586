import SemblanceImaging

/// How well photos with one value of a label find the others of their persons, among all photos: where a model serves some people worse than
/// others, it shows here (Buolamwini and Gebru, "Gender Shades", 2018; Mitchell et al., "Model Cards for Model Reporting", arXiv 1810.03993).
public struct IdentityGroup: Sendable, Equatable, Encodable {
    /// The share of the group's queries whose nearest photo shows the same person.
    public let recallAt1: Double
    /// The mean average precision of the group's queries.
    public let map: Double
    /// How many photos of the group were asked for.
    public let queries: Int

    private enum CodingKeys: String, CodingKey {
        case recallAt1 = "recall_at_1"
        case map, queries
    }

    /// - Returns: nil for no outcomes
    init?(_ outcomes: [IdentityRetrieval.Outcome]) {
        guard !outcomes.isEmpty else { return nil }
        queries = outcomes.count
        recallAt1 = Double(outcomes.count { $0.isFirst }) / Double(queries)
        map = outcomes.reduce(0) { $0 + $1.precision } / Double(queries)
    }

    /// The groups of every column that is a label, by its values; one without queries is missing.
    ///
    /// - Parameters:
    ///   - paths: the photos, relative to the corpus
    ///   - labels: the columns' agreements, nil for those that are no label
    static func byColumn(
        _ table: LabelTable, paths: [BytePath], labels: [String: LabelAgreement?], _ outcomes: [IdentityRetrieval.Outcome]
    ) -> [String: [String: IdentityGroup]] {
        var groups: [String: [String: IdentityGroup]] = [:]
        for (column, agreement) in labels where agreement != nil {
            let values = table.values(of: column, for: paths)
            let known = outcomes.filter { values[$0.index] != nil }
            groups[column] = Dictionary(grouping: known) { values[$0.index] ?? "" }.compactMapValues(IdentityGroup.init)
        }
        return groups
    }
}
