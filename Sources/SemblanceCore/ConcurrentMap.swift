/// Transforms items on several tasks at once; results keep the items' order.
///
/// - Parameter width: how many run at one time
public func concurrentMap<Item: Sendable, Result: Sendable>(
    _ items: [Item], width: Int, _ transform: @escaping @Sendable (Item) throws -> Result
) async throws -> [Result] {
    let stride = max(1, (items.count + max(width, 1) - 1) / max(width, 1))
    return try await withThrowingTaskGroup(of: (start: Int, results: [Result]).self) { group in
        for start in Swift.stride(from: 0, to: items.count, by: stride) {
            let part = items[start..<min(start + stride, items.count)]
            group.addTask { (start, try part.map(transform)) }
        }
        var parts: [(start: Int, results: [Result])] = []
        for try await part in group { parts.append(part) }
        return parts.sorted { $0.start < $1.start }.flatMap(\.results)
    }
}
