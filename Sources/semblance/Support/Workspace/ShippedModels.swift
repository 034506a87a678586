import SemblanceCore
import SemblanceImaging

/// The models that come with the program, in the folder `models`; their card says what they have learned from.
enum ShippedModels {
    /// What the one that the tour takes is called.
    static let standardName = "faces-64"

    private static let fileName = "faces-64-o-gan.safetensors"
    private static let folder = ProgramFolder("models", variable: "SEMBLANCE_MODELS", content: fileName) { $0 == fileName }

    /// Its file.
    ///
    /// - Throws: `notFound`
    static func standard() throws -> BytePath { BytePath(try folder.locate() + "/" + fileName) }
}
