import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceTestSupport
import Testing

@Suite struct DrawnFaceTests {
    @Test("a face is drawn alike on every machine")
    func golden() {
        var sum: UInt64 = 0xcbf2_9ce4_8422_2325
        for seed in 0..<UInt64(6) {
            for byte in DrawnFace(seed: seed, picture: 1).image(size: 64).pixels { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        #expect(sum == 0x6353746e53d3f101)
    }

    @Test("one seed is one person, in pictures that differ")
    func identity() {
        for seed in UInt64(0)..<20 {
            let pictures = (0..<12).map { DrawnFace(seed: seed, picture: $0) }
            #expect(pictures.allSatisfy { $0.person == DrawnPerson(seed: seed) })
            #expect(Set(pictures.map(\.mouth)).count > 1)
            #expect(Set(pictures.map(\.background)).count > 1)
            #expect(pictures[0].image(size: 32) != pictures[1].image(size: 32))
        }
    }

    @Test("every value of every attribute comes up, none too seldom to learn from")
    func attributes() {
        let faces = (UInt64(0)..<2000).map { DrawnFace(seed: $0) }
        func check<Value: CaseIterable & Hashable>(_ values: [Value], sourceLocation: SourceLocation = #_sourceLocation) {
            for value in Value.allCases {
                let share = Double(values.count { $0 == value }) / Double(values.count)
                #expect((0.04...0.85).contains(share), "\(value): \(share)", sourceLocation: sourceLocation)
            }
        }
        check(faces.map(\.person.skin))
        check(faces.map(\.person.hairColor))
        check(faces.map(\.person.hairLength))
        check(faces.map(\.person.eyeColor))
        check(faces.map(\.person.shape))
        check(faces.map(\.person.facialHair))
        check(faces.map(\.mouth))
        check(faces.map(\.background))
        let glasses = faces.count(where: \.glasses)
        #expect((400...700).contains(glasses))
    }

    @Test("attributes show: the forehead has the skin's brightness, the corner the background's colour")
    func attributesShow() {
        func brightness(_ skin: FaceSkin) -> Double {
            let faces = (UInt64(0)..<400).map { DrawnFace(seed: $0) }.filter { $0.person.skin == skin && !$0.glasses }.prefix(8)
            let values = faces.map { face -> Double in
                let cheek = face.image(size: 64)[32, 34]
                return Double(cheek.red) + Double(cheek.green) + Double(cheek.blue)
            }
            return values.reduce(0, +) / Double(max(values.count, 1))
        }
        #expect(brightness(.deep) < brightness(.brown))
        #expect(brightness(.brown) < brightness(.tan))
        #expect(brightness(.tan) < brightness(.porcelain))

        for face in (UInt64(0)..<300).map({ DrawnFace(seed: $0) }) {
            let corner = face.image(size: 16)[0, 0]
            switch face.background {
            case .sky: #expect(corner.blue > corner.red)
            case .rose, .sand: #expect(corner.red > corner.blue)
            case .moss: #expect(corner.green > corner.blue)
            case .lilac: #expect(corner.blue > corner.green)
            case .slate: #expect(Int(corner.red) + Int(corner.green) + Int(corner.blue) < 480)
            }
        }
    }

    @Test("sizes show the same face, and are kept within bounds")
    func sizes() {
        let face = DrawnFace(seed: 12)
        #expect(meanDifference(face.image(size: 256).resized(width: 64, height: 64), face.image(size: 64)) < 4)
        #expect(face.image(size: 0).width == 16)
    }

    @Test("a corpus is written with its table, twice the same")
    func corpus() throws {
        let folder = try TemporaryFolder()
        let corpus = try DrawnFaceCorpus(count: 10, picturesPerPerson: 4, size: 32, seed: 3)
        var steps: [Int] = []
        let location = try corpus.write(to: folder.file("one")) { steps.append($0) }
        try corpus.write(to: folder.file("two"))
        #expect(steps == Array(1...10))

        let images = CorpusFolder(BytePath(location.images))
        let files = try images.scan().files
        #expect(files.map(\.path) == (0..<10).map { BytePath(corpus.fileName($0)) })
        #expect(files.first?.path == "00000_000.jpg" && files.last?.path == "00002_001.jpg")
        for file in files {
            let image = try ImageDecoder.decode(images.read(file))
            #expect(image.width == 32 && image.height == 32)
            let twin = BytePath(folder.file("two/images")).appending(file.path)
            #expect(try FileReader.read(twin) == images.read(file))
        }
        let table = try String(contentsOfFile: location.labels, encoding: .utf8).split(separator: "\n")
        #expect(table.count == 11 && String(table[0]) == DrawnFaceCorpus.header)
        #expect(table.allSatisfy { $0.split(separator: ",").count == 11 })
        #expect(table[5].hasPrefix("00001_000.jpg,1,"))
        #expect(table[1].split(separator: ",")[2...7] == table[4].split(separator: ",")[2...7])
    }

    @Test("other seeds are other corpora")
    func seeds() throws {
        let one = try DrawnFaceCorpus(count: 3, seed: 1)
        let two = try DrawnFaceCorpus(count: 3, seed: 2)
        #expect((0..<3).allSatisfy { one.face($0) != two.face($0) })
    }

    @Test("a corpus without sense is refused, and so is a place that cannot be written to")
    func refusals() throws {
        #expect(errorCode { _ = try DrawnFaceCorpus(count: 0) } == .invalidArgument)
        #expect(errorCode { _ = try DrawnFaceCorpus(count: 1, size: 8) } == .invalidArgument)
        #expect(errorCode { _ = try DrawnFaceCorpus(count: 1).write(to: "/proc/none") } == .invalidArgument)
    }

    @Test("progress can stop the writing")
    func stopping() throws {
        let folder = try TemporaryFolder()
        let corpus = try DrawnFaceCorpus(count: 10, size: 16)
        let code = errorCode {
            try corpus.write(to: folder.path) { if $0 == 3 { throw SemblanceError(.cancelled, "stopped") } }
        }
        #expect(code == .cancelled)
        #expect(try CorpusFolder(BytePath(folder.file("images"))).scan().files.count == 3)
    }
}
