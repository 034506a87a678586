import Foundation
import SemblanceCore
import Testing

@Suite("Errors and files")
struct SemblanceErrorTests {
    @Test("an error is one line that keeps its detail to itself")
    func oneLine() {
        let error = SemblanceError(.engine, "it\nfailed", advice: "try again", detail: "SELECT secret")
        #expect("\(error)" == "it failed; try again")
        #expect(error.debugDescription.contains("SELECT secret"))
        #expect(SemblanceError.Code.tooLarge.description == "too_large")
    }

    @Test("a file is written whole or not at all")
    func atomicFile() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("semblance-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.path + "/file"
        try AtomicFile.write([1, 2, 3] as [UInt8], to: path)
        try AtomicFile.write([4] as [UInt8], to: path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([4]))
        #expect(throws: SemblanceError.self) { try AtomicFile.write([5] as [UInt8], to: folder.path + "/missing/file") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }

    @Test("a mirrored image exchanges left and right, twice gives itself")
    func mirrored() {
        let image = RGBImage(width: 3, height: 2, pixels: (0..<18).map { UInt8($0) })
        #expect(image.mirrored()[0, 0] == image[2, 0])
        #expect(image.mirrored()[2, 1] == image[0, 1])
        #expect(image.mirrored().mirrored() == image)
    }
}
