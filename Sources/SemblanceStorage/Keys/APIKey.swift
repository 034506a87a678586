import Crypto
import Foundation
import SemblanceCore

/// A key to the server, without its secret.
public struct APIKey: Sendable, Equatable {
    /// Unique over the database.
    public let id: Int64
    /// What people call it; several may have the same name, as while one replaces another.
    public let name: String
    /// What it allows.
    public let scope: KeyScope
    /// SHA-256 of its secret.
    public let sha256: [UInt8]
    /// When it was made.
    public let createdAt: Date
    /// When it was taken back; nil for a key in force.
    public let revokedAt: Date?
    /// When it was last used, as far as that was noted.
    public let lastUsedAt: Date?

    static let columns = "id, name, scope, sha256, created_at, revoked_at, last_used_at"

    init(_ row: PostgresRow) throws {
        var columns = row.columns
        id = try columns.next()
        name = try columns.next()
        let scope: String = try columns.next()
        guard let known = KeyScope(rawValue: scope) else {
            throw SemblanceError(
                .incompatible, "the key \(id) has a scope that this program does not know", advice: "use the newer program")
        }
        self.scope = known
        sha256 = try columns.next()
        createdAt = try columns.next()
        revokedAt = try columns.next()
        lastUsedAt = try columns.next()
    }

    /// What the database keeps of a secret: SHA-256 of its UTF-8 bytes.
    public static func hash(of secret: String) -> [UInt8] { Array(SHA256.hash(data: Data(secret.utf8))) }

    /// A new secret: `smb_` and 256 random bits in base64url (RFC 4648), without padding.
    static func makeSecret() -> String {
        let base64 = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0).base64EncodedString() }
        return "smb_" + base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
