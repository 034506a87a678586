import Glibc
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite struct FileReaderTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("a file comes back byte by byte", arguments: [0, 1, 65_536, 300_001])
    func content(_ count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let path = BytePath(folder.file("data"))
        try FileWriter.write(bytes, to: path)
        #expect(try FileReader.read(path) == bytes)
    }

    @Test("writing goes over what was there")
    func overwriting() throws {
        let path = BytePath(folder.file("data"))
        try FileWriter.write([1, 2, 3, 4], to: path)
        try FileWriter.write([9], to: path)
        #expect(try FileReader.read(path) == [9])
    }

    @Test("more bytes than allowed are refused, exactly as many are read")
    func limit() throws {
        let path = BytePath(try folder.write([UInt8](repeating: 7, count: 1000), to: "data"))
        #expect(errorCode { _ = try FileReader.read(path, maximumBytes: 999) } == .tooLarge)
        #expect(try FileReader.read(path, maximumBytes: 1000).count == 1000)
    }

    @Test("a missing file is not found, and the message names it")
    func missing() {
        let error = #expect(throws: SemblanceError.self) { try FileReader.read(folder.bytePath.appending("no\u{7}where")) }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("/no\\x07where: no such file") == true)
    }

    @Test("a folder, a pipe and a device are no files to read")
    func irregular() throws {
        #expect(errorCode { _ = try FileReader.read(folder.bytePath) } == .unreadable)
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        #expect(errorCode { _ = try FileReader.read(BytePath(folder.file("pipe"))) } == .unreadable)
        #expect(errorCode { _ = try FileReader.read("/dev/null") } == .unreadable)
    }

    @Test("links are followed only where that is asked for")
    func links() throws {
        try folder.write([5], to: "data")
        #expect(symlink("data", folder.file("link")) == 0)
        let link = BytePath(folder.file("link"))
        #expect(try FileReader.read(link) == [5])
        #expect(errorCode { _ = try FileReader.read(link, followsLinks: false) } == .unreadable)
    }

    @Test("a zero byte in a path does not cut it")
    func zeroByte() throws {
        try folder.write([5], to: "data")
        let path = BytePath(bytes: Array(folder.file("data").utf8) + [0, 0x78])
        #expect(errorCode { _ = try FileReader.read(path) } == .invalidArgument)
    }

    @Test("without the right to read, a file is unreadable", .enabled(if: getuid() != 0, "root may read everything"))
    func forbidden() throws {
        let path = try folder.write([5], to: "data")
        #expect(chmod(path, 0) == 0)
        #expect(errorCode { _ = try FileReader.read(BytePath(path)) } == .unreadable)
    }

    @Test("a full disk is told apart from other failures", .enabled(if: access("/dev/full", W_OK) == 0, "there is no /dev/full"))
    func fullDisk() {
        #expect(errorCode { try FileWriter.write([1, 2, 3], to: "/dev/full") } == .diskFull)
        #expect(errorCode { try FileWriter.write([1], to: folder.bytePath.appending("no/such/folder")) } == .invalidArgument)
    }

    @Test("a replaced file is there whole or as it was, and nothing is left beside it")
    func replaced() throws {
        let path = folder.bytePath.appending("file")
        try FileWriter.replace(path, with: [1, 2, 3])
        try FileWriter.replace(path, with: [4])
        #expect(try FileReader.read(path) == [4])
        #expect(errorCode { try FileWriter.replace(folder.bytePath.appending("missing/file"), with: [5]) } == .invalidArgument)
        #expect(errorCode { try FileWriter.replace(folder.bytePath, with: [5]) } == .invalidArgument)
        #expect(try CorpusFolder(folder.bytePath).scan().files.map(\.path) == ["file"])
    }
}
