/// A span of time as people say it: `0:07`, `1:05`, `2 h 10 min`, `3 d 4 h`.
func humanDuration(seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e11 else { return "–" }
    let whole = Int(seconds.rounded())
    let minutes = whole / 60
    switch whole {
    case ..<3600:
        let rest = whole % 60
        return "\(minutes):\(rest < 10 ? "0" : "")\(rest)"
    case ..<86_400: return "\(minutes / 60) h \(minutes % 60) min"
    default: return "\(minutes / 1440) d \(minutes % 1440 / 60) h"
    }
}

/// A rate or a loss in about three figures: `0.127`, `9.51`, `35.1`, `1204`.
func humanNumber(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let decimals: Double =
        switch abs(value) {
        case ..<1: 1000
        case ..<10: 100
        case ..<100: 10
        default: 1
        }
    let rounded = (value * decimals).rounded() / decimals
    return decimals == 1 && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
}
