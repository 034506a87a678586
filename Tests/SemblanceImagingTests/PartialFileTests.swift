import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("Files that appear whole")
struct PartialFileTests {
    @Test("A file appears when it is published, with its beginning written over")
    func publishing() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.file("big.bin")
            var file = try PartialFile(BytePath(path))
            try file.append([UInt8](repeating: 1, count: 3_000_000))
            try file.append([7])
            #expect(!FileManager.default.fileExists(atPath: path))
            try file.overwriteBeginning(with: [9, 8])
            try file.append([6])
            try file.settle()
            try file.publish()
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            #expect(bytes == [9, 8] + [UInt8](repeating: 1, count: 2_999_998) + [7, 6])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["big.bin"])
            file.discard()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test("What is discarded leaves nothing, and a place that cannot be written to is named")
    func discarding() async throws {
        try await TemporaryFolder.with { folder in
            var file = try PartialFile(BytePath(folder.file("a")))
            try file.append([1])
            file.discard()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
            let error = #expect(throws: SemblanceError.self) { try PartialFile(BytePath(folder.file("none/b"))) }
            #expect(error?.code == .invalidArgument && error?.description.contains("none/b") == true)
        }
    }

    @Test("A file is present where it is, and where an archive that may hold it is")
    func presence() async throws {
        try await TemporaryFolder.with { folder in
            let path = BytePath(try folder.write([1], to: "a.tar"))
            #expect(path.isPresent && path.appending("member.jpg").isPresent)
            #expect(!BytePath(folder.file("b")).isPresent && !BytePath(folder.file("none/b")).isPresent)
        }
    }
}
