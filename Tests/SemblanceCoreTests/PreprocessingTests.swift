import Foundation
import SemblanceCore
import Testing

@Suite("The preprocessing that is kept with a model") struct PreprocessingTests {
    private func decode(_ text: String) throws -> Preprocessing { try JSONDecoder().decode(Preprocessing.self, from: Data(text.utf8)) }

    private func encode(_ preprocessing: Preprocessing) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(preprocessing), as: UTF8.self)
    }

    @Test("What older builds wrote takes the middle, and is written as they wrote it")
    func older() throws {
        let text = #"{"resolution":64,"version":1}"#
        #expect(try decode(text) == Preprocessing(resolution: 64))
        #expect(try encode(Preprocessing(resolution: 64, crop: .center)) == text)
    }

    @Test("Faces are steps of a version of their own, so that an older build refuses them")
    func faces() throws {
        let faces = Preprocessing(resolution: 64, crop: .face)
        #expect(faces.version == 2 && faces != Preprocessing(resolution: 64))
        #expect(try encode(faces) == #"{"crop":"face","resolution":64,"version":2}"#)
        #expect(try decode(encode(faces)) == faces)
        try faces.validate()
    }

    @Test("A crop with another one's version is refused", arguments: [(PhotoCrop.center, 2), (.face, 1), (.face, 3)])
    func mixed(crop: PhotoCrop, version: Int) {
        let error = #expect(throws: SemblanceError.self) { try Preprocessing(resolution: 64, crop: crop, version: version).validate() }
        #expect(error?.code == .incompatible)
    }
}
