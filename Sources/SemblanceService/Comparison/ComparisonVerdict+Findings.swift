import Foundation
import SemblanceCore
import SemblanceEvaluation

extension ComparisonVerdict {
    /// What a verdict rests on.
    struct Findings {
        /// How people call the versions: `faces@1`.
        let names: VersionPair<String>
        let images: ImageCounts
        let neighbours: NeighbourAgreement?
        let latents: VersionPair<LatentStatistics>?
        let samples: VersionPair<SampleFigures>?
        let reconstruction: ReconstructionComparison?
    }

    /// From this share of neighbours in common on two versions count as the same: what different sums of the same values may move.
    static let sameShare = 0.99

    /// Less than this share of the error before is no difference worth a word.
    private static let reconstructionTolerance = 0.01

    init(_ findings: Findings) {
        let name = findings.names.second
        guard let neighbours = findings.neighbours, findings.images.common > ComparisonOptions.neighbours else {
            self.init(kind: .incomparable, text: Self.reason(findings))
            return
        }
        let collapse = Self.collapse(findings)
        let found = "\(Self.decimal(neighbours.overlap.mean, 1)) of \(neighbours.neighbours) neighbours"
        let clauses = ["keeps \(found)", Self.reconstruction(findings)].compactMap(\.self)
        if let second = collapse.second {
            let cosine = "mean cosine \(Self.decimal(second, 2))"
            let was = collapse.first == nil ? "" : ", as \(findings.names.first) had"
            self.init(kind: .collapsed, text: "\(name) has collapsed (\(cosine))\(was): it " + clauses.joined(separator: " and "))
        } else {
            let state = collapse.first == nil ? "has not collapsed" : "has not collapsed, as \(findings.names.first) had"
            let kind: Kind = neighbours.overlap.share >= Self.sameShare ? .same : .drifted
            self.init(kind: kind, text: "\(name) \(clauses.joined(separator: ", ")), and \(state)")
        }
    }

    /// Why neighbours cannot be compared, and what to do about it.
    private static func reason(_ findings: Findings) -> String {
        let (names, images) = (findings.names, findings.images)
        let held = images.alone.map { $0 + images.common }
        let empty = [(names.first, held.first), (names.second, held.second)].filter { $0.1 == 0 }.map(\.0)
        let index = { (name: String) in "semblance index --corpus DIR --model \(name)" }
        switch empty.count {
        case 2: return "\(names.first) and \(names.second) have encoded nothing; index photos with both: \(index(names.second))"
        case 1: return "\(empty[0]) has encoded nothing to compare; index the same photos with it: \(index(empty[0]))"
        default:
            let count = images.common == 1 ? "1 image" : "\(images.common) images"
            let fewer = held.first < held.second ? names.first : names.second
            return
                "\(names.first) and \(names.second) have \(count) in common, too few to compare; index the same photos with both: \(index(fewer))"
        }
    }

    /// The mean cosine that shows a collapse, of each version: that of samples or of the images' latents; nil where there is none.
    private static func collapse(_ findings: Findings) -> VersionPair<Double?> {
        let greatest = { (latents: LatentStatistics?, samples: SampleFigures?) in
            [latents?.meanCosine, samples?.meanCosine].compactMap(\.self).filter { $0 > LatentCollapse.alarm }.max()
        }
        return VersionPair(
            greatest(findings.latents?.first, findings.samples?.first), greatest(findings.latents?.second, findings.samples?.second))
    }

    /// `reconstructs better (L1 0.061, was 0.074)`; nil where that was not measured.
    private static func reconstruction(_ findings: Findings) -> String? {
        guard let quality = findings.reconstruction?.quality, let first = quality.first?.l1, let second = quality.second?.l1 else {
            return nil
        }
        let change = (second - first) / max(first, .leastNormalMagnitude)
        let word = abs(change) <= reconstructionTolerance ? "as well" : change < 0 ? "better" : "worse"
        return "reconstructs \(word) (L1 \(decimal(second, 3)), was \(decimal(first, 3)))"
    }

    private static func decimal(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
