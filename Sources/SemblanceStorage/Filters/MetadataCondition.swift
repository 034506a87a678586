import SemblanceCore

/// A metadata filter as SQL over the column `metadata`. Every name and value is a bound parameter; each part of it is true or false,
/// never NULL.
struct MetadataCondition {
    /// A boolean expression.
    private(set) var sql = ""
    /// What is bound to `$1`, `$2`, … of the whole statement.
    private(set) var parameters: [any PostgresValue]

    /// - Parameter parameters: what the statement binds before the condition
    init(_ filter: MetadataFilter, after parameters: [any PostgresValue]) throws {
        self.parameters = parameters
        sql = try expression(filter)
    }

    private mutating func expression(_ filter: MetadataFilter) throws -> String {
        switch filter {
        case .oneOf(let path, let values): return try anyOf(values, at: path)
        case .noneOf(let path, let values): return "(\(member(path)) IS NOT NULL AND NOT \(try anyOf(values, at: path)))"
        case .ordered(let path, let order, let bound): return try ordered(path, order, bound)
        case .exists(let path): return "(\(member(path)) IS NOT NULL)"
        case .not(let filter): return "(NOT \(try expression(filter)))"
        case .all(let filters): return try joined(filters, by: " AND ", empty: "true")
        case .any(let filters): return try joined(filters, by: " OR ", empty: "false")
        }
    }

    private mutating func joined(_ filters: [MetadataFilter], by word: String, empty: String) throws -> String {
        filters.isEmpty ? empty : "(" + (try filters.map { try expression($0) }.joined(separator: word)) + ")"
    }

    /// Containment, which the index on `metadata` serves: numbers count by value, and arrays contain no bare value at this depth.
    private mutating func anyOf(_ values: [MetadataValue], at path: MetadataPath) throws -> String {
        let tests = try values.map { "metadata @> \(bind(try JSONText(value: $0, at: path)))" }
        return tests.isEmpty ? "false" : "(" + tests.joined(separator: " OR ") + ")"
    }

    private mutating func ordered(_ path: MetadataPath, _ order: MetadataFilter.Order, _ bound: MetadataValue) throws -> String {
        let member = member(path)
        let (type, comparison): (String, String)
        switch bound {
        case .number:
            // jsonb orders two numbers by value.
            (type, comparison) = ("number", "\(member) \(order.rawValue) \(bind(try JSONText(value: bound)))")
        case .string(let text):
            (type, comparison) = ("string", "(\(member) #>> '{}') COLLATE \"C\" \(order.rawValue) \(bind(text))")
        case .null, .bool: return "false"
        }
        return "(\(member) IS NOT NULL AND jsonb_typeof(\(member)) = '\(type)' AND \(comparison))"
    }

    /// The value at a path, NULL where there is none. Unlike `#>`, `->` with a text enters no array.
    private mutating func member(_ path: MetadataPath) -> String {
        "(metadata" + path.names.map { " -> \(bind($0))" }.joined() + ")"
    }

    private mutating func bind(_ value: any PostgresValue) -> String {
        parameters.append(value)
        return "$\(parameters.count)"
    }
}
