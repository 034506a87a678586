/// Runs `body` to its end even where the task is cancelled: what tidies up after a cancelled task must not be refused for it.
func uncancelled<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await Task { try await body() }.value
}
