/// What a gate says of a version.
public struct GateVerdict: Sendable, Equatable, Codable {
    /// A figure of both versions.
    public struct Check: Sendable, Equatable, Codable {
        /// Which.
        public let figure: QualityFigure
        /// The new version's; nil where it could not be measured, which is not good enough.
        public let candidate: Double?
        /// The serving version's.
        public let serving: Double
        /// By how much it may be worse.
        public let tolerance: Double
        /// Whether it is not.
        public let holds: Bool
    }

    /// The figures that the serving version has, in alphabetical order.
    public let checks: [Check]
    /// Whether the new version draws ever the same.
    public let isCollapsed: Bool
    /// Whether there is nothing to compare with, because no version serves.
    public let isAlone: Bool
    /// Whether the new version may serve. One of which nothing can be compared may not.
    public let holds: Bool

    enum CodingKeys: String, CodingKey {
        case checks, holds
        case isCollapsed = "collapsed"
        case isAlone = "alone"
    }

    init(checks: [Check], isCollapsed: Bool, isAlone: Bool) {
        self.checks = checks
        self.isCollapsed = isCollapsed
        self.isAlone = isAlone
        holds = !isCollapsed && (isAlone || !checks.isEmpty && checks.allSatisfy(\.holds))
    }

    /// In one line.
    public var text: String {
        if isCollapsed { return "the gate does not hold: the samples are alike, the model has collapsed" }
        if isAlone { return "the gate holds: no version serves that it could be compared with" }
        if checks.isEmpty { return "the gate does not hold: there is no figure to compare" }
        func words(_ check: Check) -> String {
            let candidate = check.candidate.map { "\(Self.rounded($0))" } ?? "is no number"
            return "\(check.figure.rawValue) \(candidate), was \(Self.rounded(check.serving))"
        }
        let failed = checks.filter { !$0.holds }.map { words($0) + ", and may be worse by \($0.tolerance)" }
        return failed.isEmpty
            ? "the gate holds: " + checks.map(words).joined(separator: "; ")
            : "the gate does not hold: " + failed.joined(separator: "; ")
    }

    private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
