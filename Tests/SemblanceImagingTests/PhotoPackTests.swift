import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite("Packs of prepared photos") struct PhotoPackTests {
    private func photo(_ value: UInt8) -> RGBImage { RGBImage(width: 4, height: 4, pixels: [UInt8](repeating: value, count: 48)) }

    @Test("photos come back in their order; those that could not be prepared keep their places")
    func order() throws {
        let folder = try TemporaryFolder()
        let pack = PhotoPack(path: BytePath(folder.file("photos.pack")), side: 4)
        #expect(pack.count == 0)
        try pack.append([photo(1), nil])
        try pack.append([photo(3)])
        let reader = try pack.opened()
        #expect(pack.count == 3 && reader.count == 3)
        #expect(try reader.photo(at: 0) == photo(1) && reader.photo(at: 2) == photo(3))
        #expect(#expect(throws: SemblanceError.self) { try reader.photo(at: 1) }?.code == .undecodable)
        #expect(#expect(throws: SemblanceError.self) { try reader.photo(at: 3) }?.code == .unreadable)
        pack.remove()
        #expect(pack.count == 0 && (try? pack.opened()) == nil)
    }

    @Test("a photo that was not written whole is dropped, and writing goes on behind the last whole one")
    func cut() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("photos.pack")
        let pack = PhotoPack(path: BytePath(path), side: 4)
        try pack.append([photo(1), photo(2)])
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 49 + 20)
        try handle.close()
        #expect(pack.count == 1)
        try pack.append([photo(7)])
        #expect(pack.count == 2)
        #expect(try pack.opened().photo(at: 1) == photo(7))
    }

    @Test("a folder that is not there is an error that names the file")
    func unwritable() throws {
        let folder = try TemporaryFolder()
        let pack = PhotoPack(path: BytePath(folder.file("missing/photos.pack")), side: 4)
        let error = #expect(throws: SemblanceError.self) { try pack.append([photo(1)]) }
        #expect(error?.message.contains("missing/photos.pack") == true)
    }
}
