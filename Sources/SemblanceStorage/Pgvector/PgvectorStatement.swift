import SemblanceCore

/// A statement that is being put together with what is bound to it.
struct PgvectorStatement {
    var sql = ""
    private(set) var parameters: [any PostgresValue]

    init(binding parameters: any PostgresValue...) {
        self.parameters = parameters
    }

    /// Binds a value.
    ///
    /// - Returns: what stands for it
    mutating func bind(_ value: any PostgresValue) -> String {
        parameters.append(value)
        return "$\(parameters.count)"
    }

    /// What a filter asks of `image_id`, to follow another condition.
    mutating func condition(_ filter: PgvectorFilter) -> String {
        (filter.among.map { " AND \(contains($0))" } ?? "") + (filter.excluding.map { " AND NOT \(contains($0))" } ?? "")
    }

    private mutating func contains(_ ids: PgvectorIDs) -> String {
        switch ids {
        case .keys(let keys): return "(image_id = ANY (\(bind(keys))))"
        case .bits(let bits, let first, let last):
            let (bits, first, last) = (bind(bits), bind(first), bind(last))
            // Only the branches of CASE are sure not to be evaluated elsewhere: there is no bit beyond the last.
            return "(CASE WHEN image_id BETWEEN \(first) AND \(last) THEN get_bit(\(bits), image_id - \(first)) = 1 ELSE false END)"
        }
    }

    /// Runs the statement.
    func run(on connection: isolated PostgresConnection) throws -> PostgresResult {
        try connection.query(sql, parameters: parameters)
    }
}
