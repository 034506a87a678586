import SemblanceCore
import SemblanceImaging

/// The models that come with the program, in the folder `models`; their card says what they have learned from.
enum ShippedModels {
    private static let folder = ProgramFolder("models", variable: "SEMBLANCE_MODELS", content: "*.safetensors") {
        $0.hasSuffix(".safetensors")
    }

    /// What the one that the tour takes is called.
    static let standardName = "faces-64"

    /// Its file.
    ///
    /// - Throws: `notFound`
    static func standard() throws -> BytePath {
        let path = BytePath(try folder.locate() + "/faces-64-o-gan.safetensors")
        guard path.isPresent else {
            throw SemblanceError(.notFound, "\(path): the shipped model is missing", advice: "take the folder models of the source whole")
        }
        return path
    }
}
