import Synchronization

/// Detectors that nobody uses at the moment. The first one is unpacked when it is first asked for; the others are copies of it.
final class DetectorPool: Sendable {
    private struct State {
        var original: FaceDetector?
        var free: [FaceDetector] = []
    }

    private let state = Mutex(State())

    /// Lends a detector to `body`, which runs on the caller's thread. There are as many of them as were ever wanted at once.
    ///
    /// - Throws: what setting one up throws, and what `body` throws
    func lend<Value>(_ body: (FaceDetector) throws -> Value) throws -> Value {
        let detector = try state.withLock { state in
            if let free = state.free.popLast() { return free }
            let original = try state.original ?? FaceDetector()
            state.original = original
            return try FaceDetector(copying: original)
        }
        defer { state.withLock { $0.free.append(detector) } }
        return try body(detector)
    }
}
