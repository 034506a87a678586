import SemblanceImaging

/// How often a photo's neighbours share its label, beside how often they would by chance.
public struct LabelAgreement: Sendable, Equatable, Encodable {
    /// The share of neighbours with the query's label, over all queries and neighbours that have one.
    public let agreement: Double
    /// p² + (1 − p)², p the share of one of the two labels: what random neighbours would reach.
    public let base: Double
    /// (agreement − base) / (1 − base): 0 for chance, 1 for perfect.
    public let lift: Double

    /// - Parameters:
    ///   - labels: one a photo, nil where none is known
    ///   - neighbours: the nearest of each photo by position, itself left out
    /// - Returns: nil for a column that is no label here: less or more than two values, or nobody to compare with.
    public init?(labels: [String?], neighbours: [[Int]]) {
        precondition(labels.count == neighbours.count, "a list of neighbours for each label")
        let values = Set(labels.compactMap { $0 })
        guard values.count == 2, let positive = values.min() else { return nil }
        let signs = labels.map { $0.map { $0 == positive } }
        var (pairs, equal, known, positives) = (0, 0, 0, 0)
        for (sign, nearest) in zip(signs, neighbours) {
            guard let sign else { continue }
            known += 1
            positives += sign ? 1 : 0
            for other in nearest {
                guard let otherSign = signs[other] else { continue }
                pairs += 1
                equal += sign == otherSign ? 1 : 0
            }
        }
        guard pairs > 0 else { return nil }
        let share = Double(positives) / Double(known)
        agreement = Double(equal) / Double(pairs)
        base = share * share + (1 - share) * (1 - share)
        lift = (agreement - base) / (1 - base)
    }

    /// Columns that are no labels, whatever they hold.
    public static let excludedColumns: Set<String> = [LabelTable.identity, "is_gray", "black_corner"]

    /// The agreement of every column of a table.
    ///
    /// - Parameters:
    ///   - paths: the photos, relative to the corpus
    ///   - neighbours: the nearest of each photo by position, itself left out
    /// - Returns: nil for each column that is no label: excluded by name, not binary, or constant among these photos.
    static func byColumn(_ table: LabelTable, paths: [BytePath], neighbours: [[Int]]) -> [String: LabelAgreement?] {
        var agreements: [String: LabelAgreement?] = [:]
        for column in table.columns {
            let isLabel = !excludedColumns.contains(column) && table.isBinary(column)
            let agreement = isLabel ? LabelAgreement(labels: table.values(of: column, for: paths), neighbours: neighbours) : nil
            agreements.updateValue(agreement, forKey: column)
        }
        return agreements
    }
}
