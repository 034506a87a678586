import SemblanceCore

/// Waits until a condition holds, at most a minute.
public func eventually(_ condition: @Sendable () async throws -> Bool) async throws {
    for _ in 0..<6000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw SemblanceError(.unavailable, "what was waited for did not come")
}
