import Foundation
import Synchronization

/// Shows how far long work has come: on a terminal one line that is drawn over, otherwise a plain line every ten seconds and a
/// last one at the end.
///
/// Any thread may report. `finish` ends the display; without it, it ends when the bar goes away.
final class ProgressBar: Sendable {
    private struct State {
        var line: ProgressLine
        var rate: RateEstimate
        var shownAt: Double
        var isDrawn = false
        var isFinished = false
    }

    private let output: TerminalOutput
    private let now: @Sendable () -> Double
    private let startedAt: Double
    private let state: Mutex<State>

    private static let redrawInterval = 0.1
    private static let lineInterval = 10.0

    /// - Parameters:
    ///   - label: what is being done
    ///   - total: how much there is to do; nil where nobody knows
    ///   - done: how much was done before, as when work is resumed
    ///   - unit: what is counted
    ///   - output: where to show it
    ///   - now: a clock in seconds
    init(
        _ label: String, total: Int?, done: Int = 0, unit: String = "images", output: TerminalOutput = .standardError(),
        now: @escaping @Sendable () -> Double = { ProcessInfo.processInfo.systemUptime }
    ) {
        let start = now()
        self.output = output
        self.now = now
        startedAt = start
        let line = ProgressLine(label: label, done: done, total: total, unit: unit, rate: nil, elapsed: 0)
        // A terminal shows the bar with the first report; a log gets its first line after one interval.
        state = Mutex(
            State(
                line: line, rate: RateEstimate(time: start, done: done),
                shownAt: output.mode == .terminal ? -.infinity : start))
    }

    deinit {
        finish()
    }

    /// More was done.
    func advance(by amount: Int = 1, extra: String? = nil) {
        report(extra: extra) { $0.done += amount }
    }

    /// So much is done altogether.
    func update(done: Int, total: Int? = nil, extra: String? = nil) {
        report(extra: extra) { line in
            line.done = done
            if let total { line.total = total }
        }
    }

    /// Says something beside the bar without disturbing it.
    func note(_ text: String) {
        state.withLock { state in
            guard output.mode != .closed else { return }
            output.write((state.isDrawn ? Self.eraseLine : "") + text + "\n")
            state.isDrawn = false
            if !state.isFinished, output.mode == .terminal { show(&state, at: now()) }
        }
    }

    /// Shows the last state for good. Reports after it are passed over.
    func finish() {
        state.withLock { state in
            guard !state.isFinished else { return }
            state.isFinished = true
            let time = now()
            state.rate.observe(time: time, done: state.line.done)
            show(&state, at: time)
            if output.mode == .terminal { output.write("\n") }
            state.isDrawn = false
        }
    }

    private func report(extra: String?, _ change: (inout ProgressLine) -> Void) {
        state.withLock { state in
            guard !state.isFinished else { return }
            change(&state.line)
            if let extra { state.line.extra = extra }
            let time = now()
            let interval = output.mode == .terminal ? Self.redrawInterval : Self.lineInterval
            guard time - state.shownAt >= interval else { return }
            state.rate.observe(time: time, done: state.line.done)
            show(&state, at: time)
        }
    }

    private func show(_ state: inout State, at time: Double) {
        state.shownAt = time
        state.line.elapsed = time - startedAt
        state.line.rate = state.rate.rate
        switch output.mode {
        case .terminal:
            // The last column stays free: some terminals wrap when it is written.
            output.write(Self.eraseLine + state.line.drawn(width: output.width() - 1, style: output.style))
            state.isDrawn = true
        case .plain: output.write(state.line.plain() + "\n")
        case .closed: break
        }
    }

    private static var eraseLine: String { "\r\u{1B}[2K" }
}
