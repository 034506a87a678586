import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import SemblanceStorage
import Synchronization
import Testing

@testable import SemblanceServer

@Suite("Keys and scopes")
struct AccessTests {
    private static func key(_ secret: String, id: Int64, _ scope: KeyScope) -> KeyRing.Key {
        KeyRing.Key(hash: Array(SHA256.hash(data: Data(secret.utf8))), id: id, name: secret, scope: scope)
    }

    private static let ring = [key("reader", id: 1, .read), key("writer", id: 2, .write), key("boss", id: 3, .admin)]

    private func client(_ keys: KeyRing) -> RouterClient {
        HTTPPipeline.testing(keys: keys).client { router in
            for scope in KeyScope.allCases {
                router.group("\(scope)").requireScope(scope).get("x") { _, context in context.principal?.name ?? "" }
            }
            router.get("open") { _, _ in "open" }
        }
    }

    @Test(
        "a scope holds those before it",
        arguments: [("reader", [200, 403, 403]), ("writer", [200, 200, 403]), ("boss", [200, 200, 200])])
    func scopes(secret: String, statuses: [Int]) async throws {
        let client = client(KeyRing(Self.ring))
        for headers in [[.authorization: "Bearer \(secret)"], [.apiKey: secret], [.authorization: "bearer  \(secret)"]] as [HTTPFields] {
            for (scope, status) in zip(KeyScope.allCases, statuses) {
                let reply = try await client.send(.get, "/\(scope)/x", headers: headers)
                #expect(reply.status == status)
                if status == 200 { #expect(reply.text == secret) } else { #expect(try reply.problem().code == "forbidden") }
            }
        }
    }

    @Test(
        "no key and an unknown key are 401, but open routes answer",
        arguments: [
            [:], [.authorization: "Bearer nobody"], [.apiKey: "nobody"], [.authorization: "Basic cmVhZGVy"], [.authorization: "Bearer "],
        ] as [HTTPFields])
    func unauthorized(headers: HTTPFields) async throws {
        let client = client(KeyRing(Self.ring))
        let reply = try await client.send(.get, "/read/x", headers: headers)
        #expect(reply.status == 401)
        #expect(reply.headers[.wwwAuthenticate] == "Bearer")
        #expect(try reply.problem().code == "unauthorized")
        #expect(try await client.send(.get, "/open", headers: headers).status == 200)
    }

    @Test("without keys everybody is admin, and a new set counts at once")
    func replacing() async throws {
        let ring = KeyRing()
        let client = client(ring)
        #expect(try await client.send(.get, "/admin/x").status == 200)
        ring.replace(with: Self.ring)
        #expect(try await client.send(.get, "/admin/x").status == 401)
        #expect(try await client.send(.get, "/read/x", headers: [.apiKey: "reader"]).status == 200)
        ring.replace(with: Array(Self.ring.dropFirst()))
        #expect(try await client.send(.get, "/read/x", headers: [.apiKey: "reader"]).status == 401)
    }

    @Test("uses are handed out once, the latest a key")
    func uses() {
        let ring = KeyRing(Self.ring)
        let (first, second) = (Date(timeIntervalSince1970: 1), Date(timeIntervalSince1970: 2))
        #expect(ring.principal(for: "reader", at: first)?.keyID == 1)
        #expect(ring.principal(for: "reader", at: second)?.scope == .read)
        #expect(ring.principal(for: "nobody", at: second) == nil)
        #expect(ring.takeUses() == [1: second])
        #expect(ring.takeUses().isEmpty)
    }

    @Test("every key is compared, wherever the right one stands", arguments: [0, 1, 2])
    func comparesAll(position: Int) {
        let seen = Mutex(0)
        let hash = Self.ring[position].hash
        let counted = Self.ring.lazy.map { key in
            seen.withLock { $0 += 1 }
            return key
        }
        #expect(KeyRing.match(hash, among: counted) == Self.ring[position])
        #expect(seen.withLock { $0 } == Self.ring.count)
    }

    @Test("a hash that differs in one bit of one byte is another key", arguments: [0, 15, 31])
    func nearMiss(byte: Int) {
        var hash = Self.ring[0].hash
        hash[byte] ^= 1
        #expect(KeyRing.match(hash, among: Self.ring) == nil)
        #expect(KeyRing.match(Array(hash.prefix(16)), among: Self.ring) == nil)
    }
}
