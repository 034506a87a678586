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

    /// What a scope asks of ids, to follow another condition. Where to go on after a hit is not said here.
    mutating func condition(_ scope: SearchScope) -> String {
        var condition = ""
        if let among = scope.among { condition += " AND image_id = ANY (\(bind(among.ids)))" }
        if let excluding = scope.excluding, excluding.count > 0 { condition += " AND image_id <> ALL (\(bind(excluding.ids)))" }
        return condition
    }

    /// Runs the statement.
    func run(on connection: isolated PostgresConnection) throws -> PostgresResult {
        try connection.query(sql, parameters: parameters)
    }
}
