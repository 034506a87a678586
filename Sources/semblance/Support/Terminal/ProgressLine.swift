/// What is known of a long piece of work at one moment, and how it reads on a terminal and in a log.
struct ProgressLine: Sendable, Equatable {
    /// What is being done: `train`, `index`.
    var label: String
    /// How much is done.
    var done: Int
    /// How much there is to do; nil where nobody knows.
    var total: Int?
    /// What is counted: `images`, `steps`; or `s`, where the clock says how far the work is, and a rate says nothing.
    var unit: String
    /// Units a second; nil while there is nothing to go by.
    var rate: Double?
    /// Seconds since the work began.
    var elapsed: Double
    /// What else is worth seeing: losses, failures.
    var extra: String = ""

    /// The share that is done, in 0 … 1.
    var fraction: Double? {
        total.map { $0 > 0 ? min(max(Double(done) / Double($0), 0), 1) : 1 }
    }

    /// Seconds to go at the present rate.
    var remaining: Double? {
        guard let total, let rate, rate > 0 else { return nil }
        return Double(max(total - done, 0)) / rate
    }

    /// One line for a log: `index: 1200/5000 images (24 %), 35.1 images/s, 1:48 left`.
    func plain() -> String {
        var parts = ["\(label): \(count) \(unit)" + (fraction.map { " (\(Int($0 * 100)) %)" } ?? "")]
        if let rate, unit != "s" { parts.append("\(humanNumber(rate)) \(unit)/s") }
        parts.append(timeText)
        if !extra.isEmpty { parts.append(extra) }
        return parts.joined(separator: ", ")
    }

    /// One line of at most `width` characters for a terminal; what is less important goes first where there is no room.
    func drawn(width: Int, style: ProgressStyle) -> String {
        var details = [count]
        if let rate, unit != "s" { details.append("\(humanNumber(rate)) \(unit)/s") }
        details.append(timeText)
        if !extra.isEmpty { details.append(extra) }

        while details.count > 1, length(details) + minimumBar > width { details.removeLast() }
        let text = details.joined(separator: "  ")
        let room = width - label.count - text.count - 4
        guard let fraction, room >= Self.shortestBar else {
            return String("\(label)  \(text)".prefix(max(width, 0)))
        }
        return "\(label)  \(style.bar(fraction: fraction, length: min(room, Self.longestBar)))  \(text)"
    }

    private var count: String { total.map { "\(done)/\($0)" } ?? "\(done)" }

    private var timeText: String {
        if let total, done >= total { return humanDuration(seconds: elapsed) }
        return remaining.map { "\(humanDuration(seconds: $0)) left" } ?? humanDuration(seconds: elapsed)
    }

    private var minimumBar: Int { fraction == nil ? 0 : Self.shortestBar + 2 }

    private func length(_ details: [String]) -> Int {
        label.count + 2 + details.map(\.count).reduce(0, +) + 2 * (details.count - 1)
    }

    private static var shortestBar: Int { 8 }
    private static var longestBar: Int { 30 }
}
