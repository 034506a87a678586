/// When a run ends, and how far it is: pure arithmetic on steps and seconds.
struct TrainingSchedule: Sendable {
    /// The run's steps; nil where the clock decides.
    let totalSteps: Int?
    private let totalSeconds: Double?

    init(_ length: TrainingLength, corpusCount: Int, imagesPerStep: Int) {
        switch length {
        case .steps(let steps): (totalSteps, totalSeconds) = (steps, nil)
        case .epochs(let epochs): (totalSteps, totalSeconds) = (max(1, epochs * corpusCount / imagesPerStep), nil)
        case .minutes(let minutes): (totalSteps, totalSeconds) = (nil, minutes * 60)
        }
    }

    /// Whether another step is due.
    func goesOn(step: Int, seconds: Double) -> Bool {
        if let totalSteps { return step < totalSteps }
        return seconds < (totalSeconds ?? 0)
    }

    /// The share done, 0 … 1, and the seconds that are left at this pace.
    func outlook(step: Int, seconds: Double) -> (fraction: Double, secondsLeft: Double) {
        let fraction = min(1, totalSteps.map { Double(step) / Double($0) } ?? seconds / max(totalSeconds ?? 1, 1e-9))
        let left = totalSeconds.map { max(0, $0 - seconds) } ?? (fraction > 0 ? seconds * (1 - fraction) / fraction : 0)
        return (fraction, left)
    }

    /// Whether something that happens every `interval` steps happens at `step`.
    static func isDue(_ step: Int, every interval: Int) -> Bool { interval > 0 && step % interval == 0 }
}
