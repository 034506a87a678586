import Foundation
import SemblanceCore

extension Bool: PostgresValue {
    /// `boolean`
    public static var postgresTypeNumber: UInt32 { PostgresType.bool.oid }

    /// One byte, 0 or 1.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(integer: UInt8(self ? 1 : 0)) }

    /// One byte, 0 or 1.
    public static func decode(_ field: PostgresField) throws -> Bool { try field.integer(UInt8.self, for: Self.self) != 0 }
}

extension Int32: PostgresValue {
    /// `integer`
    public static var postgresTypeNumber: UInt32 { PostgresType.int4.oid }

    /// Four bytes.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(integer: self) }

    /// Four bytes.
    public static func decode(_ field: PostgresField) throws -> Int32 { try field.integer(Int32.self, for: Self.self) }
}

extension Int64: PostgresValue {
    /// `bigint`
    public static var postgresTypeNumber: UInt32 { PostgresType.int8.oid }

    /// Eight bytes.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(integer: self) }

    /// Eight bytes.
    public static func decode(_ field: PostgresField) throws -> Int64 { try field.integer(Int64.self, for: Self.self) }
}

extension Float: PostgresValue {
    /// `real`
    public static var postgresTypeNumber: UInt32 { PostgresType.float4.oid }

    /// Four bytes, IEEE 754; NaN and infinities are values like others.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(integer: bitPattern) }

    /// Four bytes.
    public static func decode(_ field: PostgresField) throws -> Float {
        Float(bitPattern: try field.integer(UInt32.self, for: Self.self))
    }
}

extension Double: PostgresValue {
    /// `double precision`
    public static var postgresTypeNumber: UInt32 { PostgresType.float8.oid }

    /// Eight bytes, IEEE 754.
    public func encode(into buffer: inout PostgresBuffer) { buffer.append(integer: bitPattern) }

    /// Eight bytes.
    public static func decode(_ field: PostgresField) throws -> Double {
        Double(bitPattern: try field.integer(UInt64.self, for: Self.self))
    }
}

extension String: PostgresValue {
    /// `text`
    public static var postgresTypeNumber: UInt32 { PostgresType.text.oid }

    /// UTF-8. Throws `invalidArgument` for a NUL character, which PostgreSQL's text cannot hold.
    public func encode(into buffer: inout PostgresBuffer) throws {
        guard !utf8.contains(0) else {
            throw SemblanceError(.invalidArgument, "a text holds a NUL character", advice: "remove the character")
        }
        buffer.append(bytes: utf8)
    }

    /// UTF-8.
    public static func decode(_ field: PostgresField) throws -> String {
        String(decoding: try field.contents(for: Self.self), as: UTF8.self)
    }
}

extension Date: PostgresValue {
    /// `timestamptz`
    public static var postgresTypeNumber: UInt32 { PostgresType.timestamptz.oid }

    /// 2000-01-01T00:00:00Z, from which PostgreSQL counts, in seconds since 2001-01-01T00:00:00Z, from which Foundation does.
    private static let postgresEpoch = -31_622_400.0

    /// Microseconds since 2000, rounded. Throws `invalidArgument` for a time beyond what 64 bits hold.
    public func encode(into buffer: inout PostgresBuffer) throws {
        let microseconds = ((timeIntervalSinceReferenceDate - Date.postgresEpoch) * 1e6).rounded()
        guard let whole = Int64(exactly: microseconds) else {
            throw SemblanceError(.invalidArgument, "a time is beyond what the database can hold")
        }
        buffer.append(integer: whole)
    }

    /// Microseconds since 2000.
    public static func decode(_ field: PostgresField) throws -> Date {
        let microseconds = try field.integer(Int64.self, for: Self.self)
        return Date(timeIntervalSinceReferenceDate: Double(microseconds) / 1e6 + Date.postgresEpoch)
    }
}
