import Crypto
import SemblanceCore
import SemblanceEvaluation
import SemblanceImaging
import SemblanceModels
import SemblanceTensor

/// The features of pictures by a TorchScript network that the user named, Inception for the usual figures.
struct ScriptFeatures: ImageFeatureExtractor {
    let file: String
    let sha256: String
    private let module: ScriptModule
    private let device: Device

    /// The side of the network's input in pixels.
    private static let side = 299
    /// Pictures a forward pass takes: fixed, so that features do not depend on how many come together.
    private static let batch = 32

    /// Reads the file.
    ///
    /// - Throws: what reading throws; `corrupt` for what is no TorchScript module; `incompatible` where it gives something else than features
    ///   for two pictures.
    init(file: String, device: Device = .cpu) async throws {
        let bytes = try FileReader.read(BytePath(file), maximumBytes: .max)
        (self.file, self.device) = (file, device)
        sha256 = SHA256.hash(data: bytes).hexadecimal
        module = try await ScriptModule(bytes: bytes, source: file, device: device)
        let grey = RGBImage(width: Self.side, height: Self.side, red: 128, green: 128, blue: 128)
        _ = try await features(of: [grey, grey])
    }

    var preparation: String {
        "pictures resized to \(Self.side)x\(Self.side) by a triangle filter, 8 bits, x / 127.5 - 1, N x 3 x \(Self.side) x \(Self.side)"
    }

    @TensorActor
    func features(of images: [RGBImage]) async throws -> [[Float]] {
        var rows: [[Float]] = []
        for start in stride(from: 0, to: images.count, by: Self.batch) {
            try Task.checkCancellation()
            var part = images[start..<min(start + Self.batch, images.count)].map { $0.resized(width: Self.side, height: Self.side) }
            let wanted = part.count
            while part.count < Self.batch, images.count > Self.batch { part.append(part[0]) }
            let shape: [Int]
            let values: [Float]
            do {
                let output = try withoutGradients { try module(try Tensor(images: part).moved(to: device)) }
                (shape, values) = (output.shape, try output.floats())
            } catch let error as SemblanceError {
                let words = error.detail?.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) } ?? ""
                throw SemblanceError(
                    .incompatible, "'\(file)' does not take pictures: \(words.isEmpty ? error.message : String(words))",
                    advice: "name a TorchScript module that takes N x 3 x 299 x 299 values in -1 ... 1", detail: error.detail)
            }
            let isFlat = shape.count >= 2 && shape[0] == part.count && shape.dropFirst(2).allSatisfy { $0 == 1 } && shape[1] > 0
            guard isFlat, values.allSatisfy(\.isFinite) else {
                throw SemblanceError(
                    .incompatible,
                    "'\(file)' gives \(isFlat ? "values that are not finite" : "a tensor of shape \(shape)") for \(part.count) pictures",
                    advice: "name a TorchScript module that gives a row of features for each picture")
            }
            rows += stride(from: 0, to: wanted * shape[1], by: shape[1]).map { Array(values[$0..<$0 + shape[1]]) }
        }
        return rows
    }
}
