/// A Swift value that travels to and from PostgreSQL in the binary format of its type.
///
/// | Swift | PostgreSQL |
/// |---|---|
/// | `Bool`, `Int32`, `Int64`, `Float`, `Double` | `boolean`, `integer`, `bigint`, `real`, `double precision` |
/// | `String` | `text` |
/// | `[UInt8]` | `bytea` |
/// | `[Float]` | pgvector's `vector`, written `$1::vector` |
/// | `[Int64]`, `[[UInt8]]` | `bigint[]`, `bytea[]` |
/// | `Date` | `timestamptz`, to the microsecond |
/// | `JSONText` | `jsonb` |
/// | `Optional` of these | the same, or NULL |
public protocol PostgresValue: Sendable {
    /// The type's number in `pg_type`; 0 where the server has to infer it.
    static var postgresTypeNumber: UInt32 { get }

    /// Whether this is NULL; then `encode` is not called.
    var isPostgresNull: Bool { get }

    /// Appends the binary form, without its length.
    ///
    /// - Throws: `invalidArgument` for a value that the type cannot hold
    func encode(into buffer: inout PostgresBuffer) throws

    /// Reads the binary form.
    ///
    /// - Throws: `engine` for a NULL or bytes that do not fit
    static func decode(_ field: PostgresField) throws -> Self
}

extension PostgresValue {
    /// Values are not NULL, unless they say so.
    public var isPostgresNull: Bool { false }
}

extension Optional: PostgresValue where Wrapped: PostgresValue {
    /// The wrapped type's.
    public static var postgresTypeNumber: UInt32 { Wrapped.postgresTypeNumber }

    /// Whether there is nothing.
    public var isPostgresNull: Bool {
        switch self {
        case .none: true
        case .some(let value): value.isPostgresNull
        }
    }

    /// Appends the wrapped value.
    public func encode(into buffer: inout PostgresBuffer) throws {
        if case .some(let value) = self { try value.encode(into: &buffer) }
    }

    /// Reads a wrapped value, or nil for NULL.
    public static func decode(_ field: PostgresField) throws -> Wrapped? {
        field.isNull ? nil : try Wrapped.decode(field)
    }
}
