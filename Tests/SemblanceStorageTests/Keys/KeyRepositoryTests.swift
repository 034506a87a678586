import Foundation
import SemblanceCore
import SemblanceStorage
import SemblanceTestSupport
import Testing

@Suite("Keys to the server")
struct KeyRepositoryTests {
    @Test("A key is found by the hash of its secret, which is nowhere else, until it is revoked")
    func lifeCycle() async throws {
        try await TestDatabase.with { test in
            let keys = test.database.keys
            let (read, secret) = try await keys.create(name: "web", scope: .read)
            let (admin, other) = try await keys.create(name: "web", scope: .admin)
            #expect(read.name == "web" && read.scope == .read && read.revokedAt == nil && read.lastUsedAt == nil && read.id != admin.id)
            #expect(secret != other && secret.wholeMatch(of: /smb_[A-Za-z0-9_\-]{43}/) != nil)
            #expect(read.sha256 == APIKey.hash(of: secret) && admin.sha256 == APIKey.hash(of: other))
            #expect(try await keys.active() == [read, admin])

            let revoked = try await keys.revoke(id: read.id)
            #expect(revoked.revokedAt != nil && revoked.id == read.id)
            #expect(try await keys.active() == [admin])
            #expect(try await keys.list() == [revoked, admin])
            let again = await #expect(throws: SemblanceError.self) { try await keys.revoke(id: read.id) }
            #expect(again?.code == .conflict && again?.message.contains("web") == true)
            let missing = await #expect(throws: SemblanceError.self) { try await keys.revoke(id: 99) }
            #expect(missing?.code == .notFound)
        }
    }

    @Test("The hash is SHA-256")
    func hash() {
        let abc = APIKey.hash(of: "abc").map { String(format: "%02x", $0) }.joined()
        #expect(abc == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("The last use is noted for several keys at once, and never goes back")
    func touch() async throws {
        try await TestDatabase.with { test in
            let keys = test.database.keys
            var ids: [Int64] = []
            for name in ["a", "b", "c"] { ids.append(try await keys.create(name: name, scope: .write).key.id) }
            let time = Date(timeIntervalSince1970: 1_800_000_000)
            try await keys.touch(ids: [ids[0], ids[2], 99], at: time)
            #expect(try await keys.list().map(\.lastUsedAt) == [time, nil, time])
            try await keys.touch(ids: [ids[0]], at: time - 60)
            try await keys.touch(ids: [ids[2]], at: time + 60)
            #expect(try await keys.list().map(\.lastUsedAt) == [time, nil, time + 60])
            try await keys.touch(ids: [], at: time)
        }
    }

    @Test("Names that cannot be one are refused", arguments: ["", "a b", "-x", "é", String(repeating: "a", count: 101)])
    func names(name: String) async throws {
        try await TestDatabase.with { (test) async throws in
            let error = await #expect(throws: SemblanceError.self) { _ = try await test.database.keys.create(name: name, scope: .read) }
            #expect(error?.code == .invalidArgument)
            #expect(try await test.database.keys.list().isEmpty)
        }
    }

    @Test("Each scope includes those before it")
    func scopes() {
        #expect(KeyScope.allCases == [.read, .write, .admin] && KeyScope.allCases == KeyScope.allCases.sorted())
        #expect(KeyScope.admin >= .read && !(KeyScope.read >= .write))
    }
}
