import Foundation
import SemblanceStorage
import Testing

@Suite("keys")
struct KeysCommandTests {
    @Test("A key is made, its secret is shown once, and it is listed and revoked")
    func lifeCycle() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        #expect(try await semblance("keys", "list").output == "no keys yet: semblance keys create NAME --scope read\n")
        #expect(try await semblance("keys", "list", "--json").json() == .array([]))

        let made = try await semblance("keys", "create", "website", "--scope", "read", "--json").json()
        let secret = try #require(made["secret"]?.text)
        #expect(made["name"]?.text == "website" && made["scope"]?.text == "read" && made["created_at"]?.text != nil)
        let lines = try await semblance("keys", "create", "uploads", "--scope", "write").output.split(separator: "\n")
        let second = try #require(lines.last.map(String.init))
        #expect(lines.count == 2 && lines[0].contains("not shown again") && lines[0].contains("'uploads'"))
        for secret in [secret, second] { #expect(secret.wholeMatch(of: /smb_[A-Za-z0-9_\-]{43}/) != nil) }
        #expect(secret != second)
        try await semblance("keys", "create", "a b", "--scope", "read").expectFailure(saying: "a b")

        let listed = try await semblance("keys", "list", "--json")
        let keys = try listed.json()
        #expect(
            keys.items.map { $0["name"]?.text } == ["website", "uploads"] && keys.items.map { $0["scope"]?.text } == ["read", "write"])
        #expect(keys.items.allSatisfy { $0["revoked_at"] == nil && $0["secret"] == nil })
        let table = try await semblance("keys", "list").output
        #expect(table.split(separator: "\n").count == 3)
        for text in [listed.output, table] { #expect(!text.contains("smb_")) }
        let connection = try await PostgresConnection.connect(semblance.url ?? "")
        let rows = try await connection.lines("SELECT id || ' ' || encode(sha256, 'hex') FROM api_keys ORDER BY id")
        await connection.close()
        let hash = APIKey.hash(of: secret).map { String(format: "%02x", $0) }.joined()
        #expect(rows.first == "1 \(hash)")

        let revoked = try await semblance("keys", "revoke", "1", "--json").json()
        #expect(revoked["name"]?.text == "website" && revoked["revoked_at"]?.text != nil)
        try await semblance("keys", "revoke", "1").expectFailure(saying: "revoked already")
        try await semblance("keys", "revoke", "99").expectFailure(saying: "no key 99", "keys list")
        #expect(try await semblance("keys", "revoke", "2").output == "revoked the key 2 'uploads'\n")
        #expect(try await semblance("keys", "list", "--json").json().items.allSatisfy { $0["revoked_at"]?.text != nil })
    }
}
