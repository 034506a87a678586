import Synchronization
import Testing

@testable import semblance

@Suite("Progress")
struct ProgressTests {
    private static let ascii = ProgressStyle(colour: false, unicode: false)

    /// Takes down what is written, and tells a time that only the test moves.
    private final class Recorder: Sendable {
        let text = Mutex("")
        let time = Mutex(0.0)

        func output(_ mode: TerminalOutput.Mode, width: Int = 80) -> TerminalOutput {
            TerminalOutput(mode: mode, style: ProgressTests.ascii, width: { width }, write: { part in self.text.withLock { $0 += part } })
        }

        func bar(_ mode: TerminalOutput.Mode, total: Int? = 100, done: Int = 0) -> ProgressBar {
            ProgressBar("index", total: total, done: done, output: output(mode), now: { self.time.withLock { $0 } })
        }

        func wait(_ seconds: Double) { time.withLock { $0 += seconds } }
        var lines: [String] { text.withLock { $0 }.split(separator: "\n").map(String.init) }
    }

    @Test(
        "Durations read as people say them",
        arguments: [(0, "0:00"), (7.4, "0:07"), (65, "1:05"), (3599.6, "1 h 0 min"), (7800, "2 h 10 min"), (273_600, "3 d 4 h")])
    func durations(seconds: Double, text: String) {
        #expect(humanDuration(seconds: seconds) == text)
    }

    @Test("A duration that makes no sense is a dash", arguments: [-1, .nan, .infinity] as [Double])
    func noDuration(seconds: Double) {
        #expect(humanDuration(seconds: seconds) == "–")
    }

    @Test(
        "Numbers have about three figures",
        arguments: [(0.12745, "0.127"), (9.514, "9.51"), (35.14, "35.1"), (1204.4, "1204"), (-0.5, "-0.5")])
    func numbers(value: Double, text: String) {
        #expect(humanNumber(value) == text)
    }

    @Test("A line for a log has count, share, rate and time left")
    func plainLine() {
        let line = ProgressLine(label: "train", done: 1200, total: 5000, unit: "steps", rate: 35.14, elapsed: 34, extra: "loss 0.12")
        #expect(line.plain() == "train: 1200/5000 steps (24 %), 35.1 steps/s, 1:48 left, loss 0.12")
        let unknown = ProgressLine(label: "read", done: 12, total: nil, unit: "files", rate: nil, elapsed: 5)
        #expect(unknown.plain() == "read: 12 files, 0:05")
    }

    @Test("A drawn line never is wider than the terminal", arguments: Array(1...120))
    func width(width: Int) {
        let line = ProgressLine(label: "train", done: 1200, total: 5000, unit: "steps", rate: 35.14, elapsed: 34, extra: "loss 0.12")
        #expect(line.drawn(width: width, style: Self.ascii).count <= width)
    }

    @Test("With room there is everything; without it the extra goes first, then time and rate")
    func drawnLine() {
        let line = ProgressLine(label: "train", done: 50, total: 100, unit: "steps", rate: 10, elapsed: 5, extra: "loss 0.12")
        #expect(
            line.drawn(width: 100, style: Self.ascii)
                == "train  ###############---------------  50/100  10.0 steps/s  0:05 left  loss 0.12")
        #expect(line.drawn(width: 50, style: Self.ascii) == "train  #####-----  50/100  10.0 steps/s  0:05 left")
        #expect(line.drawn(width: 33, style: Self.ascii) == "train  #########---------  50/100")
        #expect(line.drawn(width: 24, style: Self.ascii) == "train  ####-----  50/100")
        #expect(line.drawn(width: 9, style: Self.ascii) == "train  50")
    }

    @Test("Colours only where they are allowed, other than ASCII only in a UTF-8 locale")
    func style() {
        #expect(TerminalOutput.style(environment: ["LANG": "de_DE.UTF-8"]) == ProgressStyle(colour: true, unicode: true))
        #expect(TerminalOutput.style(environment: ["LANG": "C", "NO_COLOR": "1"]) == ProgressStyle(colour: false, unicode: false))
        #expect(TerminalOutput.style(environment: ["LC_ALL": "C", "LANG": "C.UTF-8"]).unicode == false)
        #expect(ProgressStyle(colour: false, unicode: true).bar(fraction: 0.5, length: 4) == "━━──")
        #expect(ProgressStyle(colour: true, unicode: false).bar(fraction: 1, length: 2).contains("\u{1B}[32m##"))
    }

    @Test("A log gets a line every ten seconds and one at the end")
    func plainMode() {
        let recorder = Recorder()
        let bar = recorder.bar(.plain)
        for _ in 0..<25 {
            recorder.wait(1)
            bar.advance(by: 4)
        }
        bar.finish()
        bar.advance()
        bar.finish()
        #expect(
            recorder.lines == [
                "index: 40/100 images (40 %), 4.0 images/s, 0:15 left", "index: 80/100 images (80 %), 4.0 images/s, 0:05 left",
                "index: 100/100 images (100 %), 4.0 images/s, 0:25",
            ])
    }

    @Test("A terminal's line is drawn over at most ten times a second and left standing at the end")
    func terminalMode() {
        let recorder = Recorder()
        let bar = recorder.bar(.terminal)
        for _ in 0..<100 {
            recorder.wait(0.01)
            bar.advance()
        }
        bar.note("3 files failed")
        bar.finish()
        let text = recorder.text.withLock { $0 }
        #expect(text.hasSuffix("\n") && text.contains("\r\u{1B}[2K3 files failed\n"))
        #expect((8...14).contains(text.split(separator: "\r\u{1B}[2K").count))
        #expect(recorder.lines.count == 2)
    }

    @Test("Nothing is written where nobody reads")
    func closedMode() {
        let recorder = Recorder()
        let bar = recorder.bar(.closed)
        recorder.wait(20)
        bar.advance()
        bar.note("x")
        bar.finish()
        #expect(recorder.text.withLock { $0 }.isEmpty)
    }

    @Test("Resumed work does not count what was done before as speed")
    func resumed() {
        let recorder = Recorder()
        let bar = recorder.bar(.plain, total: 1000, done: 900)
        recorder.wait(10)
        bar.advance(by: 50)
        #expect(recorder.lines == ["index: 950/1000 images (95 %), 5.0 images/s, 0:10 left"])
    }

    @Test("Reports from many threads are all counted")
    func threads() async {
        let recorder = Recorder()
        let bar = recorder.bar(.plain, total: 800)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<100 { bar.advance() } } }
        }
        recorder.wait(1)
        bar.finish()
        #expect(recorder.lines.last?.hasPrefix("index: 800/800 images (100 %)") == true)
    }
}
