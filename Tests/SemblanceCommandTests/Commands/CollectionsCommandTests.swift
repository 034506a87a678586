import Foundation
import SemblanceCore
import Testing

@Suite("collections")
struct CollectionsCommandTests {
    @Test("A collection is made, listed with what it holds, and deleted with all of it")
    func lifeCycle() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let made = try await semblance("collections", "create", "holiday", "--json").json()
        #expect(made["name"]?.text == "holiday" && made["id"]?.int != nil && made["created_at"]?.text != nil)
        try await semblance("collections", "create", "holiday").expectFailure(saying: "holiday", "exists already")
        try await semblance("collections", "create", "a b").expectFailure(saying: "a b")

        let list = try await semblance("collections", "list", "--json").json()
        #expect(list.items.map { $0["name"]?.text } == ["default", "holiday"])
        #expect(list[0]?["images"]?.int == 200 && list[0]?["versions"]?.int == 1 && list[0]?["active"]?.text == "faces@1")
        #expect((list[0]?["photo_bytes"]?.int ?? 0) > 100_000)
        #expect(list[1]?["images"]?.int == 0 && list[1]?["versions"]?.int == 0 && list[1]?["active"] == nil)
        #expect(try await semblance("collections", "list").output.split(separator: "\n").count == 3)

        try await semblance("collections", "delete", "nobody", "--yes").expectFailure(saying: "nobody")
        #expect(try await semblance("collections", "delete", "holiday", "--yes", "--json").json()["name"]?.text == "holiday")
        let gone = try await semblance("collections", "delete", "default").output
        #expect(gone.hasPrefix("deleted the collection 'default' with 200 images, 1 model version"))
        let left = try await semblance("collections", "list", "--json").json()
        #expect(left.items.map { $0["name"]?.text } == ["default"] && left[0]?["images"]?.int == 0 && left[0]?["versions"]?.int == 0)
    }
}
