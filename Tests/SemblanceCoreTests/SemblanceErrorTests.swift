import SemblanceCore
import Testing

@Suite("Errors and images")
struct SemblanceErrorTests {
    @Test("an error is one line that keeps its detail to itself")
    func oneLine() {
        let error = SemblanceError(.engine, "it\nfailed", advice: "try again", detail: "SELECT secret")
        #expect("\(error)" == "it failed; try again")
        #expect(error.debugDescription.contains("SELECT secret"))
        #expect(SemblanceError.Code.tooLarge.description == "too_large")
    }

    @Test("a mirrored image exchanges left and right, twice gives itself")
    func mirrored() {
        let image = RGBImage(width: 3, height: 2, pixels: (0..<18).map { UInt8($0) })
        #expect(image.mirrored()[0, 0] == image[2, 0])
        #expect(image.mirrored()[2, 1] == image[0, 1])
        #expect(image.mirrored().mirrored() == image)
    }
}
