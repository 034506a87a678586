import Foundation
import SemblanceTestSupport
import Testing

@Suite("models, jobs, database, config and doctor")
struct AdministrationTests {
    @Test("models list and show have every member that callers rely on")
    func models() async throws {
        // A copy: other tests evaluate the stage's model meanwhile, and their reports are kept with it.
        let semblance = try await CommandStage.shared.ready().copied()
        let model = try #require(try await semblance("models", "list", "--json").json()[0])
        #expect(model["id"]?.int == 1 && model["name"]?.text == "faces" && model["version"]?.int == 1)
        #expect(model["objective"]?.text == "o-gan" && model["resolution"]?.int == 32 && model["latent_dimension"]?.int == 16)
        #expect(model["state"]?.text == "ready" && model["active"]?.isTrue == true && model["latents"]?.int == 200)
        #expect(try Date(try #require(model["created_at"]?.text), strategy: .iso8601) > Date(timeIntervalSince1970: 1_700_000_000))
        #expect(model["metrics"]?["training"]?.members.isEmpty == false)
        for reference in ["1", "faces", "faces@1"] {
            let shown = try await semblance("models", "show", reference, "--json").json()
            #expect(JSONDocument.object(shown.members.filter { $0.key != "history" }) == model)
            #expect(shown["history"]?.items.map { $0["action"]?.text } == ["activate"])
        }
        let table = try await semblance("models", "list").output.split(separator: "\n")
        #expect(table.count == 2 && table[1].contains("faces@1") && table[1].contains("active"))
        let shown = try await semblance("models", "show", "faces").output
        #expect(!shown.hasPrefix("\n") && shown.contains("latent dimension  16\n"))
    }

    @Test("The cluster of a home goes on running, and a second process uses it")
    func cluster() async throws {
        let stage = try await CommandStage.shared.ready()
        let status = try await stage.semblance("database", "status", "--json").json()
        #expect(status["is_running"]?.isTrue == true)
        #expect(status["home"]?.text == stage.semblance.home)
        #expect(status["pid"]?.int != nil && status["started_at"]?.text != nil && status["data_folder"]?.text != nil)
        #expect(try await stage.semblance("database", "start", "--json").json()["pid"] == status["pid"])
        let schema = try await stage.semblance("database", "migrate", "--json").json()
        #expect(schema["current"] == schema["latest"] && (schema["current"]?.int ?? 0) >= 4)
    }

    @Test("A command that starts the cluster inside $( ) ends, and stop stops it")
    func substitution() async throws {
        let stage = try await CommandStage.shared.ready()
        var semblance = stage.semblance
        semblance.home = stage.file("-home")
        #expect(try await semblance("database", "status").output.contains("not made yet"))
        let script = "url=$('\(CommandRunner.binary)' database url); echo \"<$url>\""
        let outcome = try await semblance.run("/bin/sh", ["-c", script])
        #expect(outcome.output.hasPrefix("<postgresql://") && outcome.output.hasSuffix(">\n"))
        let url = outcome.output.trimmingCharacters(in: ["<", ">", "\n"])
        #expect(try await semblance("database", "url", "--json").json()["url"]?.text == url)
        #expect(try await semblance("database", "stop", "--json").json() == .object(["stopped": .bool(true)]))
        #expect(try await semblance("database", "stop").output == "it was not running\n")
        #expect(try await semblance("database", "status", "--json").json()["is_running"] == .bool(false))
        await TestHome.remove(semblance.home)
    }

    @Test("DATABASE_URL's database is migrated when asked, and only then")
    func externalDatabase() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.bare()
        try await semblance("models", "list").expectFailure(saying: "database migrate")
        #expect(try await semblance("database", "status", "--json").json()["current"]?.int == 0)
        #expect(try await semblance("database", "migrate").output.hasPrefix("the schema is at "))
        #expect(try await semblance("models", "list", "--json").json() == .array([]))
        #expect(try await semblance("models", "list").output.contains("semblance train"))
        #expect(try await semblance("jobs", "list", "--json").json() == .array([]))
        try await semblance("database", "stop").expectFailure(saying: "DATABASE_URL")
        try await semblance("search", stage.photos[0]).expectFailure(saying: "semblance train")
    }

    @Test("config says where each value came from and masks the password")
    func config() async throws {
        let stage = try await CommandStage.shared.ready()
        var semblance = stage.semblance
        semblance.url = "postgresql://me:geheim@db.example/faces"
        let entries = try await semblance("config", "--collection", "birds", "--json").json().items
        let byKey = Dictionary(entries.map { ($0["key"]?.text ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        #expect(byKey["collection"]?["value"]?.text == "birds" && byKey["collection"]?["source"]?.text == "flag")
        #expect(byKey["threads"]?["value"]?.text == "1" && byKey["threads"]?["source"]?.text == "environment: SEMBLANCE_THREADS")
        #expect(byKey["database.url"]?["value"]?.text == "postgresql://me:********@db.example/faces")
        let table = try await semblance("config").output
        #expect(!table.contains("geheim") && table.contains("DATABASE_URL"))
    }

    @Test("doctor finds everything in order, and says what is not")
    func doctor() async throws {
        let stage = try await CommandStage.shared.ready()
        let checks = try await stage.semblance("doctor", "--json").json().items
        #expect(checks.map { $0["name"]?.text } == ["configuration", "libtorch", "migrations", "home", "index", "database"])
        #expect(checks.allSatisfy { $0["ok"]?.isTrue == true })

        var broken = stage.semblance
        broken.url = "postgresql://localhost:1/none"
        let outcome = try await broken("doctor")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("MISSING  database: the database does not answer"))
        #expect(outcome.errors.isEmpty)
    }
}
