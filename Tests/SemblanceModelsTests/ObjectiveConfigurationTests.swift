import Foundation
import SemblanceCore
import SemblanceTensor
import Testing

@testable import SemblanceModels

@Suite("Objectives' constants")
struct ObjectiveConfigurationTests {
    @Test(
        "what is published for each objective can be trained, and takes as many batches a step as its phases have updates",
        arguments: ObjectiveKind.allCases)
    @TensorActor func published(kind: ObjectiveKind) throws {
        let target = ObjectiveConfiguration.published(kind, resolution: 64)
        var network = NetworkConfiguration.published(kind, resolution: 32, width: 8)
        network.latentDimension = 4
        let configuration = ModelConfiguration(objective: target, network: network)
        try configuration.validate()
        let networks = try ModelNetworks(configuration, seed: 1)
        let objective = try networks.objective(precision: .fp32)
        #expect(objective.phases.reduce(0) { $0 + $1.updates } == target.batchesPerStep)
        #expect((networks.encoder != nil) == kind.hasEncoder)
        // Every learned tensor is learned in one phase.
        var learned: [ObjectIdentifier] = []
        for phase in objective.phases { learned += phase.parameters.map(ObjectIdentifier.init) }
        #expect(Set(learned).count == learned.count && learned.count == networks.state.parameters.count)
    }

    @Test("the published constants at 64 and at 256 px")
    func constants() {
        #expect(ObjectiveConfiguration.published(.oGAN, resolution: 64).correlationWeight == 0.5)
        #expect(ObjectiveConfiguration.published(.oGAN, resolution: 256).correlationWeight == 1)
        let (small, large) = (
            ObjectiveConfiguration.published(.biGANQP, resolution: 128), ObjectiveConfiguration.published(.biGANQP, resolution: 256)
        )
        #expect(small.latentErrorWeight == 2 && small.imageErrorWeight == 3 && large.latentErrorWeight == 4 && large.imageErrorWeight == 6)
        #expect(small.criticUpdates == 2 && small.optimizer == .ganQP && small.potentialScale == 10)
        #expect(ObjectiveConfiguration.published(.wganGP, resolution: 64).gradientPenaltyWeight == 10)
        // A Wasserstein critic must be bounded, also where it is the encoder.
        #expect(ObjectiveConfiguration.published(.oGAN, base: .wgan, resolution: 64).spectralNorm)
    }

    @Test("what has no meaning for an objective is refused, and said so")
    func refused() {
        func message(_ configuration: ObjectiveConfiguration) -> String {
            let error = #expect(throws: SemblanceError.self) { try configuration.validate() }
            #expect(error?.code == .invalidArgument)
            return error?.message ?? ""
        }
        #expect(message(ObjectiveConfiguration(kind: .biGANQP, consistencyWeight: 0.5)).contains("consistency"))
        #expect(message(ObjectiveConfiguration(kind: .biGANQP, contrastiveWeight: 0.5)).contains("contrastive"))
        #expect(message(ObjectiveConfiguration(kind: .biGANQP, encodedShare: 0.5)).contains("latents of photos"))
        #expect(message(ObjectiveConfiguration(encodedShare: 0.6)).contains("use 0 to 0.5"))
        #expect(message(ObjectiveConfiguration(kind: .sgan, base: .hinge)).contains("only o-gan"))
        #expect(message(ObjectiveConfiguration(kind: .vae, spectralNorm: true)).contains("no critic"))
        #expect(message(ObjectiveConfiguration(kind: .aae, augmentation: .init(operations: [.flip]))).contains("aae has none"))
        #expect(message(ObjectiveConfiguration(correlationWeight: -1)).contains("not negative"))
        #expect(message(ObjectiveConfiguration(potentialScale: 0)).contains("positive"))
        #expect(message(ObjectiveConfiguration(criticUpdates: 0)).contains("updates of the critic"))
        #expect(message(ObjectiveConfiguration(augmentation: .init(operations: [.flip], probability: 2))).contains("probability"))
        #expect(message(ObjectiveConfiguration(augmentation: .init(operations: [], target: 0.6))).contains("nothing can adapt"))
    }

    @Test("What an older build wrote is read as it was meant: what it did not know of is off")
    func older() throws {
        let written = ObjectiveConfiguration(correlationWeight: 2, consistencyWeight: 1, contrastiveWeight: 0.5, encodedShare: 0.25)
        #expect(try JSONDecoder().decode(ObjectiveConfiguration.self, from: JSONEncoder().encode(written)) == written)
        var members = try #require(JSONSerialization.jsonObject(with: JSONEncoder().encode(written)) as? [String: Any])
        for added in ["contrastiveWeight", "encodedShare"] { #expect(members.removeValue(forKey: added) != nil) }
        let read = try JSONDecoder().decode(ObjectiveConfiguration.self, from: JSONSerialization.data(withJSONObject: members))
        #expect(read == ObjectiveConfiguration(correlationWeight: 2, consistencyWeight: 1))
    }
}
