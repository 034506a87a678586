/// The number by which PostgreSQL knows a type.
struct PostgresType: Sendable, Equatable {
    let oid: UInt32

    static let bool = PostgresType(oid: 16)
    static let bytea = PostgresType(oid: 17)
    static let int8 = PostgresType(oid: 20)
    static let int4 = PostgresType(oid: 23)
    static let text = PostgresType(oid: 25)
    static let float4 = PostgresType(oid: 700)
    static let float8 = PostgresType(oid: 701)
    static let byteaArray = PostgresType(oid: 1001)
    static let int8Array = PostgresType(oid: 1016)
    static let timestamptz = PostgresType(oid: 1184)
    static let jsonb = PostgresType(oid: 3802)
    /// For types of an extension, whose number differs from database to database: the server infers it from the statement,
    /// so that a parameter is written `$1::vector`.
    static let inferred = PostgresType(oid: 0)
}
