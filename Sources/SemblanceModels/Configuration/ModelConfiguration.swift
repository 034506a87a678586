import Foundation
import SemblanceCore
import SemblanceTensor

/// Everything that a model's weights need beside them to be used: it stands in the header of every checkpoint.
public struct ModelConfiguration: Sendable, Equatable, Codable {
    /// What was minimised.
    public var objective: ObjectiveConfiguration
    /// The shape of the networks.
    public var network: NetworkConfiguration
    /// How images are prepared.
    public var preprocessing: Preprocessing
    /// The arithmetic of encoding and generating; part of the model, because bf16 latents lie about 0.05 from f32 ones.
    public var inferencePrecision: Precision

    /// A configuration; its preprocessing is this build's.
    public init(
        objective: ObjectiveConfiguration = .init(), network: NetworkConfiguration = .init(), crop: PhotoCrop = .center,
        inferencePrecision: Precision = .fp32
    ) {
        self.objective = objective
        self.network = network
        self.preprocessing = Preprocessing(resolution: network.resolution, crop: crop)
        self.inferencePrecision = inferencePrecision
    }

    /// Throws unless the networks can be built and the images prepared by this build.
    public func validate() throws {
        try network.validate()
        try objective.validate()
        try preprocessing.validate()
    }
}
