/// Where a job stands.
public enum JobState: String, Sendable, Codable, CaseIterable {
    /// It waits for a worker.
    case queued
    /// A worker is at it.
    case running
    /// It went through; single images may have failed.
    case succeeded
    /// It ended early.
    case failed
    /// It was taken back.
    case cancelled

    /// Whether nothing more happens to it.
    public var isFinal: Bool { self == .succeeded || self == .failed || self == .cancelled }
}
