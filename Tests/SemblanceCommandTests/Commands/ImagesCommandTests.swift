import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import Testing

@Suite("images")
struct ImagesCommandTests {
    /// A copy of the stage in which every image's metadata say its place in the list.
    private func numbered() async throws -> (semblance: CommandRunner, ids: [Int64]) {
        let semblance = try await CommandStage.shared.ready().copied()
        let pool = PostgresPool(semblance.url ?? "", maximum: 1)
        let database = Database(pool: pool)
        let collection = try await database.collections.require(name: "default").id
        let ids = try await database.images.list(in: collection, limit: 1000).map(\.id)
        for (index, id) in ids.enumerated() {
            try await database.images.setMetadata(JSONText(#"{"n": \#(index), "album": {"name": "a\#(index % 3)"}}"#), of: id)
        }
        await database.close()
        return (semblance, ids)
    }

    @Test("list goes through all images page by page, and filters them")
    func list() async throws {
        let (semblance, ids) = try await numbered()
        let first = try await semblance("images", "list", "--limit", "150", "--json").json()
        #expect(first["images"]?.items.compactMap { $0["id"]?.int } == ids.prefix(150).map(Int.init))
        #expect(first["next"]?.int == Int(ids[149]))
        let second = try await semblance("images", "list", "--limit", "150", "--after", "\(ids[149])", "--json").json()
        #expect(second["images"]?.items.compactMap { $0["id"]?.int } == ids.suffix(50).map(Int.init))
        #expect(second["next"] == .null)
        let image = try #require(first["images"]?[7])
        #expect(image["width"]?.int == 64 && image["height"]?.int == 64 && image["format"]?.text == "jpeg")
        #expect(image["sha256"]?.text?.count == 64 && (image["bytes"]?.int ?? 0) > 500 && image["sources"]?.items.count == 1)
        #expect(image["metadata"]?["n"]?.int == 7 && image["metadata"]?["album"]?["name"]?.text == "a1")
        #expect(try Date(try #require(image["created_at"]?.text), strategy: .iso8601) > Date(timeIntervalSince1970: 1_700_000_000))

        let filtered = try await semblance("images", "list", "--filter", "n >= 190 and album.name = a1", "--json").json()
        #expect(filtered["images"]?.items.compactMap { $0["metadata"]?["n"]?.int } == [190, 193, 196, 199])
        let table = try await semblance("images", "list", "--limit", "2", "--filter", "n < 9").output.split(separator: "\n")
        #expect(table.count == 4 && table[0].hasPrefix("id  size") && table[1].contains("64x64") && table[3] == "more: --after \(ids[1])")
        #expect(try await semblance("images", "list", "--filter", "none exists").output == "no images\n")
    }

    @Test("search asks among the images that match only")
    func filteredSearch() async throws {
        let (semblance, ids) = try await numbered()
        let photo = try await CommandStage.shared.ready().photos[5]
        let byPhoto = try await semblance("search", photo, "-k", "5", "--filter", "n in (3, 77, 150)", "--json").json()
        #expect(Set(byPhoto["hits"]?.items.compactMap { $0["image_id"]?.int } ?? []) == Set([3, 77, 150].map { Int(ids[$0]) }))
        #expect(byPhoto["complete"] == .bool(false))
        #expect(byPhoto["hits"]?.items.allSatisfy { $0["metadata"]?["n"]?.int != nil } == true)
        let byID = try await semblance(
            "search", "--image-id", "\(ids[9])", "-k", "4", "--filter", "not (album.name = a0)", "--json"
        ).json()
        let albums = byID["hits"]?.items.compactMap { $0["metadata"]?["album"]?["name"]?.text } ?? []
        #expect(albums.count == 4 && !albums.contains("a0"))
    }

    @Test("show tells all, and writes the thumbnail")
    func show() async throws {
        let stage = try await CommandStage.shared.ready()
        let listed = try #require(try await stage.semblance("images", "list", "--limit", "3", "--json").json()["images"]?[2])
        let id = try #require(listed["id"]?.int)
        let file = stage.file(".png")
        let shown = try await stage.semblance("images", "show", "\(id)", "-o", file, "--json").json()
        for (name, value) in listed.members { #expect(shown[name] == value, "\(name)") }
        #expect(shown["latents"]?.items.count == 1)
        #expect(shown["latents"]?[0]?["id"]?.int == 1 && shown["latents"]?[0]?["name"]?.text == "faces")
        #expect(shown["latents"]?[0]?["version"]?.int == 1 && (shown["latents"]?[0]?["norm"]?.number ?? 0) > 0)
        #expect(shown["latents"]?[0]?["realism"]?.number?.isFinite == true)
        #expect(try ImageDecoder.decode(file: BytePath(file)).width == 64)
        let text = try await stage.semblance("images", "show", "\(id)").output
        #expect(text.contains(try #require(listed["sha256"]?.text)) && text.contains("faces@1 (id 1)"))
        try await stage.semblance("images", "show", "4711").expectFailure(saying: "no image 4711", "images list")
    }

    @Test("duplicates finds a photo that was saved anew, and keeps the larger copy")
    func duplicates() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let folder = stage.file("-more")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let photo = try ImageDecoder.decode(file: BytePath(stage.photos[11]))
        try FileWriter.write(try ImageEncoding.jpeg(photo.resized(width: 90, height: 90), quality: 95), to: BytePath(folder + "/large.jpg"))
        try FileManager.default.copyItem(atPath: stage.photos[12], toPath: folder + "/same.jpg")
        _ = try await semblance("index", "--corpus", folder, "--json").json()
        let sheet = stage.file(".png")
        let outcome = try await semblance("images", "duplicates", "--sheet", sheet, "--json")
        let reply = try outcome.json()
        let sources = { (copy: JSONDocument?) in copy?["sources"]?.items.compactMap(\.text) ?? [] }
        let group = try #require(reply["groups"]?.items.first { sources($0["images"]?[0]) == [folder + "/large.jpg"] })
        #expect(sources(group["images"]?[1]) == [stage.photos[11]] && (group["similarity"]?.number ?? 0) >= 0.9)
        let id = try #require(group["images"]?[0]?["id"]?.int)
        #expect(group["images"]?[0]?["width"]?.int == 90 && group["images"]?[0]?["thumbnail_url"]?.text == "/v1/images/\(id)/thumbnail")
        #expect(reply["model"]?["name"]?.text == "faces" && abs((reply["threshold"]?.number ?? 0) - 0.9) < 1e-6)
        #expect(reply["exact"]?.items.map { Set(sources($0)) } == [[stage.photos[12], folder + "/same.jpg"]])
        #expect(try ImageDecoder.decode(file: BytePath(sheet)).width > 256)
        #expect(outcome.errors.contains("comparing"))
        let text = try await semblance("images", "duplicates").output
        #expect(text.contains("keep") && text.contains("large.jpg") && text.contains("lies in 2 places"))
    }

    @Test("delete refuses a selection without --yes where nobody can be asked, and deletes what was named and nothing else")
    func delete() async throws {
        let (semblance, ids) = try await numbered()
        try await semblance("images", "delete", "--filter", "n = 3").expectFailure(saying: "add --yes", "1 image")
        let dry = try await semblance("images", "delete", "--filter", "n < 3", "--dry-run", "--json").json()
        #expect(dry["deleted"]?.items.compactMap(\.int) == ids.prefix(3).map(Int.init) && dry["dry_run"]?.isTrue == true)
        try await semblance("images", "delete", "\(ids[0])", "4711", "--yes").expectFailure(saying: "no image 4711")
        #expect(try await semblance("images", "list", "--limit", "1000", "--json").json()["images"]?.items.count == 200)

        let reply = try await semblance("images", "delete", "--filter", "n < 3", "--yes", "--json").json()
        #expect(reply["deleted"]?.items.compactMap(\.int) == ids.prefix(3).map(Int.init) && reply["dry_run"] == .bool(false))
        #expect(reply["files"]?.items.count == 3 && reply["note"]?.text?.contains("next index") == true)
        let text = try await semblance("images", "delete", "\(ids[4])").output
        #expect(text.hasPrefix("deleted 1 image: \(ids[4])\n") && text.contains("moved away"))
        let left = try await semblance("images", "list", "--limit", "1000", "--json").json()["images"]?.items.compactMap { $0["id"]?.int }
        #expect(left == ids.filter { !ids.prefix(3).contains($0) && $0 != ids[4] }.map(Int.init))
        #expect(try await semblance("models", "list", "--json").json()[0]?["latents"]?.int == 196)
        #expect(try await semblance("images", "delete", "--filter", "none exists").output == "deleted 0 images\n")
    }

    @Test("On a terminal delete asks, and only a yes deletes", arguments: [("n", 200), ("yes", 199)])
    func asking(answer: String, left: Int) async throws {
        let (semblance, ids) = try await numbered()
        let script = "'\(CommandRunner.binary)' images delete \(ids[3])"
        let outcome = try await semblance.run("/bin/sh", ["-c", "echo \(answer) | script -qec \"\(script)\" /dev/null"])
        #expect(outcome.output.contains("Delete 1 image of 'default' for good? [y/N]"))
        #expect(outcome.status == (answer == "n" ? 1 : 0))
        #expect(try await semblance("images", "list", "--limit", "1000", "--json").json()["images"]?.items.count == left)
    }
}
