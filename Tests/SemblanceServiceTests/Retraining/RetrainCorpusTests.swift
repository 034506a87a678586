import Crypto
import SemblanceCore
import SemblanceImaging
import SemblanceStorage
import Testing

@testable import SemblanceService

@Suite("What a version learns from") struct RetrainCorpusTests {
    private let images = (0..<500).map { RecordedImage(id: Int64($0 * 3), sha256: Array(SHA256.hash(data: Array("\($0)".utf8)))) }

    @Test("all images, or of those that are not held out as many as are allowed, in the order of their ids")
    func choice() throws {
        #expect(RetrainCorpus(images, heldOut: 0.1, maximum: 500).images == images)
        let some = RetrainCorpus(images, heldOut: 0.1, maximum: 100)
        let slice = try HeldOutSlice(fraction: 0.1)
        let held = images.filter { slice.contains(sha256: $0.sha256) }
        #expect(some.images.count == 100 + held.count && Set(held).isSubset(of: some.images))
        #expect(some.images.map(\.id) == some.images.map(\.id).sorted())
        // Another slice leaves the others what they are.
        let other = Set(RetrainCorpus(images, heldOut: 0.2, maximum: 100).images)
        #expect(Set(some.images).subtracting(held).isSubset(of: other))
    }

    @Test("comes back from its bytes; a list that is cut is refused")
    func bytes() throws {
        let corpus = RetrainCorpus(images, heldOut: 0, maximum: 1000)
        #expect(try RetrainCorpus(bytes: corpus.bytes) == corpus && corpus.bytes.count == 500 * 40)
        #expect(throws: SemblanceError.self) { try RetrainCorpus(bytes: corpus.bytes.dropLast()) }
    }

    @Test("what is known of photos becomes a table with a column for every member that is text, a number or a truth")
    func labels() throws {
        let table = MetadataLabels([
            2: JSONText(#"{"smiling": 1, "who": "a \"b\", c", "file": "x"}"#), 1: JSONText(#"{"who": "d", "deep": {"a": 1}}"#),
            3: JSONText("{}"),
        ])
        let expected = "\"file\",\"smiling\",\"who\"\n\"1\",\"\",\"d\"\n\"2\",\"1\",\"a \"\"b\"\", c\"\n\"3\",\"\",\"\"\n"
        #expect(table.csv.map { String(decoding: $0, as: UTF8.self) } == expected)
        #expect(MetadataLabels([1: JSONText("{}")]).csv == nil)
    }
}
