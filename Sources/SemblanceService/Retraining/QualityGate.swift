import SemblanceCore
import SemblanceEvaluation

/// What a new version must reach before it serves: named figures, each no worse than the serving version's by more than a tolerance.
public struct QualityGate: Sendable, Equatable, Codable {
    /// By how much a figure may be worse, in its own unit.
    public var tolerances: [QualityFigure: Double]

    /// A gate of these figures alone.
    public init(_ tolerances: [QualityFigure: Double]) { self.tolerances = tolerances }

    /// What is asked for where nobody says otherwise.
    public static let standard = QualityGate([
        .correlation: 0.05, .reconstructionL1: 0.01, .selfRetrieval: 0.05, .labelLift: 0.05, .collapseSamples: 0.1,
    ])

    /// Reads `correlation=0.05,self_retrieval=0.03`.
    ///
    /// - Throws: `invalidArgument` for figures that are not known, and tolerances that are no numbers or negative
    public init(_ text: String) throws {
        tolerances = [:]
        for item in text.split(separator: ",") {
            let parts = item.split(separator: "=", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
            guard parts.count == 2, let figure = QualityFigure(rawValue: parts[0]), let tolerance = Double(parts[1]), tolerance >= 0 else {
                let known = QualityFigure.allCases.map(\.rawValue).joined(separator: ", ")
                throw SemblanceError(
                    .invalidArgument, "'\(item)' is no part of a gate",
                    advice: "write FIGURE=TOLERANCE, with commas between; figures are \(known)")
            }
            tolerances[figure] = tolerance
        }
    }

    /// As `init(_:)` reads it, figures in alphabetical order.
    public var text: String {
        tolerances.map { "\($0.key.rawValue)=\($0.value)" }.sorted().joined(separator: ",")
    }

    /// Judges a version. One whose samples are alike (`LatentCollapse.alarm`) has collapsed, unless the one that serves is as bad.
    ///
    /// - Parameters:
    ///   - candidate: the new version's figures
    ///   - serving: those of the one that serves, on the same photos; nil where none does
    public func verdict(candidate: [QualityFigure: Double], serving: [QualityFigure: Double]?) -> GateVerdict {
        let checks = tolerances.sorted { $0.key.rawValue < $1.key.rawValue }.compactMap { figure, tolerance -> GateVerdict.Check? in
            guard let old = serving?[figure] else { return nil }
            // Both were asked on the same photos: what only the new one lacks is no number any more.
            let new = candidate[figure]
            let worse = new.map { figure.higherIsBetter ? old - $0 : $0 - old } ?? .infinity
            return GateVerdict.Check(figure: figure, candidate: new, serving: old, tolerance: tolerance, holds: worse <= tolerance)
        }
        let collapse = candidate[.collapseSamples] ?? 0
        let isCollapsed = collapse > max(LatentCollapse.alarm, serving?[.collapseSamples] ?? 0)
        return GateVerdict(checks: checks, isCollapsed: isCollapsed, isAlone: serving == nil)
    }
}
