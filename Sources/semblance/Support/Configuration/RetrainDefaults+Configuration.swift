import SemblanceService

extension RetrainDefaults {
    /// How versions are trained anew, as configured.
    init(_ configuration: Configuration) {
        self.init(
            heldOut: configuration[\.retrainHeldOut], maximumPhotos: configuration[\.retrainPhotos],
            gate: (try? QualityGate(configuration[\.retrainGate])) ?? .standard)
    }
}
