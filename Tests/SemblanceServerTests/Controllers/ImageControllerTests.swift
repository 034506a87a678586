import HTTPTypes
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage
import SemblanceTestSupport
import Testing

@testable import SemblanceServer

@Suite("Images over HTTP")
struct ImageControllerTests {
    @Test("a collection is listed by id, a page at a time", arguments: [1, 2, 3, 5, 6])
    func pages(limit: Int) async throws {
        try await ServerBench.with(6) { server in
            var images: [ImageAnswer] = []
            var cursor: String?
            var pages = 0
            repeat {
                let path = "/v1/images?limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? "")
                let page = try await server.get(path).json(ImagePage.self)
                #expect(!page.images.isEmpty && page.images.count <= limit)
                images += page.images
                (cursor, pages) = (page.nextCursor, pages + 1)
            } while cursor != nil
            #expect(pages == (6 + limit - 1) / limit && images.count == 6)
            #expect(images.map(\.id) == Set(images.map(\.id)).sorted())
            #expect(Set(images.compactMap { $0.sources?.first }) == Set((0..<6).map { server.folder.file("face-0\($0).jpg") }))
        }
    }

    @Test(
        "a list may be of those images alone whose metadata match",
        arguments: [
            ("year+%3E%3D+2021", 1), ("year%20%3E=%202020", 2), ("year%3D2020%20or%20year%3D2021", 2), ("not%20(year%20exists)", 2),
            ("place+in+(%22S%C3%A3o+Paulo%22)", 1), ("year>2100", 0),
        ])
    func filter(filter: String, count: Int) async throws {
        try await ServerBench.with(2) { server in
            for (face, metadata) in [(8, #"{"year": 2020, "place": "São Paulo"}"#), (9, #"{"year": 2021}"#)] {
                let reply = try await server.post(
                    "/v1/images", form: [.file("image", try server.photo(face)), .text("metadata", metadata)])
                #expect(reply.status == 201)
            }
            let page = try await server.get("/v1/images?filter=\(filter)").json(ImagePage.self)
            #expect(page.images.count == count)
            let found = try await server.post("/v1/search?k=9&filter=\(filter)", try server.photo(8), type: "image/jpeg")
            #expect(try Set(found.json(SearchAnswer.self).hits.map(\.imageID)) == Set(page.images.map(\.id)))
        }
    }

    @Test("photos are drawn at random, different ones, in another order each time")
    func random() async throws {
        try await ServerBench.with(12) { server in
            let all = try await server.get("/v1/images").json(ImagePage.self).images.map(\.id)
            var orders: Set<[Int64]> = []
            for count in [1, 5, 12, 100] {
                for _ in 0..<4 {
                    let page = try await server.get("/v1/images?random=\(count)").json(ImagePage.self)
                    let ids = page.images.map(\.id)
                    #expect(ids.count == min(count, 12) && Set(ids).count == ids.count && Set(ids).isSubset(of: all))
                    #expect(page.nextCursor == nil && page.images.allSatisfy { $0.sources?.count == 1 })
                    if count == 100 { orders.insert(ids) }
                }
            }
            #expect(orders.count > 1)
            _ = try await server.bench.other("pets")
            #expect(try await server.get("/v1/images?random=5&collection=pets").json(ImagePage.self).images.isEmpty)
            for query in [
                "random=0", "random=101", "random=", "random=x", "random=3&cursor=after-1", "random=3&filter=a=1", "random=3&limit=2",
            ] {
                let reply = try await server.get("/v1/images?\(query)")
                #expect(try reply.status == 400 && reply.problem().code == "invalid_argument", "\(query)")
            }
        }
    }

    @Test("one image is shown whole")
    func show() async throws {
        try await ServerBench.with(3) { server in
            let id = try await server.id(1)
            let image = try await server.get("/v1/images/\(id)").json(ImageAnswer.self)
            #expect(image.id == id && image.width == 48 && image.format == "jpeg" && image.sha256.count == 64)
            #expect(image.sources == [server.folder.file("face-01.jpg")] && image.latents?.map(\.id) == [server.bench.record.id])
        }
    }

    @Test(
        "what is not there is not found", arguments: ["999999", "0", "-1", "x", "1.0", "99999999999999999999", "%ff", "%00", "1%20"],
        [
            (HTTPRequest.Method.get, ""), (.get, "/thumbnail"), (.get, "/reconstruction"), (.get, "/neighbors"), (.delete, ""),
        ])
    func unknown(id: String, route: (method: HTTPRequest.Method, path: String)) async throws {
        try await ServerBench.with(1) { server in
            let reply = try await server.client.send(route.method, "/v1/images/\(id)\(route.path)")
            #expect(try reply.status == 404 && reply.problem().code == "not_found")
        }
    }

    @Test("an image of another collection is found there, and nowhere else")
    func otherCollection() async throws {
        try await ServerBench.with(3) { server in
            let other = try await server.bench.other("pets")
            _ = try await other.index(TestCorpus.faces(5))
            let id = try await server.id(1)
            for path in ["", "/thumbnail", "/reconstruction", "/neighbors"] {
                #expect(try await server.get("/v1/images/\(id)\(path)").status == 200)
                #expect(try await server.get("/v1/images/\(id)\(path)?collection=pets").status == 404)
            }
            #expect(try await server.client.send(.delete, "/v1/images/\(id)?collection=pets").status == 404)
            #expect(try await server.get("/v1/images?collection=pets").json(ImagePage.self).images.count == 5)
            let added = try await server.post("/v1/images?collection=pets", try server.photo(9), type: "image/jpeg")
            let location = try #require(added.headers[.location])
            #expect(added.status == 201 && location.hasSuffix("?collection=pets"))
            #expect(try await server.get(location).status == 200)
            #expect(try await server.get("/v1/images").json(ImagePage.self).images.count == 3)
        }
    }

    @Test("a thumbnail is a JPEG that clients may keep")
    func thumbnail() async throws {
        try await ServerBench.with(3) { server in
            let path = "/v1/images/\(try await server.id(2))/thumbnail"
            let reply = try await server.get(path)
            #expect(reply.status == 200 && reply.headers[.contentType] == "image/jpeg" && Array(reply.body.prefix(2)) == [0xFF, 0xD8])
            #expect(reply.headers[.cacheControl]?.contains("max-age=") == true)
            let tag = try #require(reply.headers[.eTag])
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
            for known in [tag, "*", "W/\(tag)", "\"other\", \(tag)", "\"other\" ,W/\(tag),\"more\""] {
                let kept = try await server.get(path, headers: [.ifNoneMatch: known])
                #expect(kept.status == 304 && kept.body.isEmpty && kept.headers[.eTag] == tag, "\(known)")
            }
            for other in ["\"other\"", String(tag.dropFirst().dropLast()), "", "\"\(tag)\""] {
                let sent = try await server.get(path, headers: [.ifNoneMatch: other])
                #expect(sent.status == 200 && sent.body == reply.body, "\(other)")
            }
            #expect(try await server.get("/v1/images/\(server.id(1))/thumbnail").headers[.eTag] != tag)
        }
    }

    @Test("a new photo is found at once; known bytes are the image that they are", arguments: [false, true])
    func add(asForm: Bool) async throws {
        try await ServerBench.with(3) { server in
            let photo = try server.photo(7)
            func send() async throws -> Reply {
                if !asForm { return try await server.post("/v1/images?name=me.jpg&metadata=%7B%22who%22:%22me%22%7D", photo, type: nil) }
                let parts = [TestForm.Part.text("metadata", #"{"who": "me"}"#), .file("image", photo), .text("name", "me.jpg")]
                return try await server.post("/v1/images", form: parts)
            }
            let first = try await send()
            let image = try first.json(ImageAnswer.self)
            #expect(first.status == 201 && first.headers[.location] == "/v1/images/\(image.id)")
            #expect(image.sources?.first?.hasSuffix("/me.jpg") == true && first.text.contains(#""metadata":{"who":"me"}"#))
            #expect(image.latents?.map(\.id) == [server.bench.record.id])

            let found = try await server.post("/v1/search?k=4", photo, type: nil).json(SearchAnswer.self)
            #expect(found.hits.count == 4 && found.hits[0].imageID == image.id && found.hits[0].distance < 1e-4)
            #expect(try await server.get(found.hits[0].thumbnailURL).status == 200)

            let second = try await send()
            #expect(second.status == 200 && second.headers[.location] == "/v1/images/\(image.id)")
            #expect(try second.json(ImageAnswer.self).id == image.id)
            let indexed = try await server.post("/v1/images", try server.photo(1), type: "image/jpeg")
            let id = try await server.id(1)
            #expect(try indexed.status == 200 && indexed.json(ImageAnswer.self).id == id)
            #expect(try await server.get("/v1/images").json(ImagePage.self).images.count == 4)
        }
    }

    @Test("a deleted photo is gone everywhere, at once, and may come back as another image")
    func delete() async throws {
        try await ServerBench.with(4) { server in
            let photo = try server.photo(7)
            let id = try await server.post("/v1/images", photo, type: nil).json(ImageAnswer.self).id
            let cursor = try await server.post("/v1/search?k=1", photo, type: nil).json(SearchAnswer.self).nextCursor
            let reply = try await server.client.send(.delete, "/v1/images/\(id)")
            #expect(reply.status == 204 && reply.body.isEmpty)

            for path in ["", "/thumbnail", "/reconstruction", "/neighbors"] {
                #expect(try await server.get("/v1/images/\(id)\(path)").status == 404)
            }
            #expect(try await server.client.send(.delete, "/v1/images/\(id)").status == 404)
            #expect(try await server.post("/v1/search", json: #"{"image_id": \#(id)}"#).status == 404)
            #expect(try await server.post("/v1/interpolations", json: #"{"a": \#(id), "b": \#(id)}"#).status == 404)
            let found = try await server.post("/v1/search?k=9", photo, type: nil).json(SearchAnswer.self)
            #expect(found.hits.count == 4 && !found.hits.map(\.imageID).contains(id))
            let next = try await server.post("/v1/search", json: #"{"cursor": "\#(try #require(cursor))"}"#).json(SearchAnswer.self)
            #expect(next.hits.map(\.imageID) == found.hits.map(\.imageID))
            #expect(try await server.get("/v1/images").json(ImagePage.self).images.count == 4)
            let database = server.bench.database
            #expect(try await database.latents.find(images: [id], model: server.bench.record.id).isEmpty)
            #expect(try await database.images.thumbnail(of: id) == nil)
            #expect(try await database.images.sources(of: [id]).isEmpty)

            let again = try await server.post("/v1/images", photo, type: nil)
            #expect(try again.status == 201 && again.json(ImageAnswer.self).id != id)
        }
    }

    @Test("without a version that serves nothing can be taken in")
    func noVersion() async throws {
        try await ServerBench.with(0) { server in
            let reply = try await server.post("/v1/images", try server.photo(1), type: "image/jpeg")
            #expect(try reply.status == 409 && reply.problem().detail.hasPrefix("No model version serves"))
            #expect(try await server.get("/v1/images").json(ImagePage.self).images.isEmpty)
        }
    }
}
