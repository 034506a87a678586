import Foundation
import SemblanceCore
import SemblanceTestSupport
import Testing

@testable import semblance

@Suite("Features by a TorchScript network") struct ScriptFeaturesTests {
    static func file(_ name: String) throws -> String {
        try #require(Bundle.module.resourceURL).appendingPathComponent("Golden/\(name).pt").path
    }

    @Test("Pictures of any size and number reach the network as it wants them", arguments: [1, 3, 40])
    func values(count: Int) async throws {
        let features = try await ScriptFeatures(file: try Self.file("features"))
        let images = (0..<count).map { RGBImage(width: 16, height: 16, red: UInt8($0), green: 100, blue: 255) }
        let rows = try await features.features(of: images)
        #expect(rows.count == count)
        for (index, row) in rows.enumerated() {
            let (red, green) = (Float(index) / 127.5 - 1, Float(100) / 127.5 - 1)
            let squares = (red * red + green * green + 1) / 3
            let expected = [red, green, 1, red, green, 1, red, squares]
            #expect(row.count == 8 && zip(row, expected).allSatisfy { abs($0 - $1) < 1e-4 }, "\(row)")
        }
        #expect(features.sha256.count == 64 && features.preparation.contains("299"))
    }

    @Test(
        "A file that is no network, or one of another shape, is refused in one line",
        arguments: [("no-features", "shape []"), ("no-pictures", "does not take pictures")])
    func refused(name: String, words: String) async throws {
        let file = try Self.file(name)
        let error = await #expect(throws: SemblanceError.self) { try await ScriptFeatures(file: file) }
        #expect(error?.code == .incompatible && error?.message.contains(file) == true, "\(String(describing: error))")
        #expect(error?.description.contains(words) == true && error?.description.contains("\n") == false, "\(String(describing: error))")
    }

    @Test("Damaged and missing files are named")
    func damaged() async throws {
        let folder = try TemporaryFolder()
        let whole = try Data(contentsOf: URL(fileURLWithPath: try Self.file("features")))
        for (name, bytes) in [("cut.pt", Array(whole.prefix(1000))), ("text.pt", Array("no network".utf8)), ("empty.pt", [])] {
            try folder.write(bytes, to: name)
            let error = await #expect(throws: SemblanceError.self) { try await ScriptFeatures(file: folder.file(name)) }
            #expect(error?.code == .corrupt && error?.message.contains(name) == true, "\(String(describing: error))")
        }
        let error = await #expect(throws: SemblanceError.self) { try await ScriptFeatures(file: folder.file("gone.pt")) }
        #expect(error?.code == .notFound)
    }
}
