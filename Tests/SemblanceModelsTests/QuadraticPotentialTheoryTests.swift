import Foundation
import SemblanceTensor
import Testing

@testable import SemblanceModels

/// Two point masses, a real and a made image of one colour each, and a critic that learns to tell them apart: the paper's own
/// argument for the quadratic potential (Su, arXiv 1811.07296).
@TensorActor
private struct PointMasses {
    let real: Tensor
    let fake: Tensor
    private let critic: Perceptron

    /// - Parameter separation: the difference of every pixel, so that it is both the L1 and the L2 distance
    init(separation: Double, seed: UInt64 = 3) throws {
        real = try Tensor.full(separation / 2, shape: [1, 3, 2, 2])
        fake = try Tensor.full(-separation / 2, shape: [1, 3, 2, 2]).requiringGradient()
        let initializer = Initializer(scheme: .glorotUniform, generator: try RandomGenerator(seed: seed), device: .cpu)
        critic = try Perceptron(12, hidden: 16, bias: true, spectral: false, initializer)
    }

    func scores() throws -> CriticScores {
        CriticScores(
            real: try critic(real.reshaped([1, 12]), .batchOnly), fake: try critic(fake.reshaped([1, 12]), .batchOnly),
            images: (real, try fake.detached()))
    }

    /// ΔT
    func gap() throws -> Double {
        let scores = try scores()
        return Double(try (scores.real - scores.fake).mean().scalar())
    }

    /// Takes the critic close to its optimum.
    func train(_ loss: any AdversarialLoss, steps: Int = 800) throws {
        try onOneThread {
            let parameters = critic.state("").parameters
            for learningRate in [1e-2, 1e-3] {
                let optimizer = try Optimizer(
                    .adam(learningRate: learningRate, beta1: 0.5, beta2: 0.999, epsilon: 1e-8), parameters: parameters)
                for _ in 0..<steps / 2 { try optimizer.step(loss.critic(scores()).mean().gradients(for: parameters)) }
            }
        }
    }

    /// The length of a loss's gradient by the made image.
    func pull(_ loss: (CriticScores) throws -> Tensor) throws -> Double {
        let gradient = try #require(try loss(scores()).mean().gradients(for: [fake])[0])
        return Double(try gradient.squared().sum().scalar()).squareRoot()
    }
}

@Suite("What theory says of the quadratic potential")
struct QuadraticPotentialTheoryTests {
    private static let scale = 10.0

    @Test(
        "on two point masses the optimal critic's gap is λ d, so it is bounded without any constraint", arguments: [0.05, 0.25, 1, 2],
        [ObjectiveConfiguration.PixelDistance.l1, .l2])
    @TensorActor func optimalGap(separation: Double, distance: ObjectiveConfiguration.PixelDistance) throws {
        let points = try PointMasses(separation: separation)
        try points.train(QuadraticPotentialLoss(scale: Self.scale, distance: distance))
        let bound = Self.scale * separation
        #expect(abs(try points.gap() - bound) < 0.01 * bound)
    }

    @Test("whatever the gap, its own step is toward λ d: too wide a gap shrinks", arguments: [-10, 0, 5, 30])
    @TensorActor func freeGap(start: Double) throws {
        let distance = try Tensor.full(0.7, shape: [1])
        let gap = try Tensor.full(start, shape: [1]).requiringGradient()
        let optimizer = try Optimizer(.adam(learningRate: 0.1, beta1: 0.5, beta2: 0.999, epsilon: 1e-8), parameters: [gap])
        for _ in 0..<800 {
            try optimizer.step(
                QuadraticPotentialLoss.critic(gap: gap, distance: distance, scale: Self.scale).mean().gradients(for: [gap]))
        }
        #expect(abs(Double(try gap.scalar()) - Self.scale * 0.7) < 0.05)
    }

    @Test("O-GAN's form has its optimum at −d / (2 λ1): lower is more real")
    @TensorActor func optimalGapOfOGAN() throws {
        let points = try PointMasses(separation: 0.5)
        try points.train(OGANQuadraticLoss(weight: 0.25))
        #expect(abs(try points.gap() - -0.25 / 0.5) < 0.01)
    }

    @Test("for disjoint supports SGAN's game value no longer depends on how far apart they are; the quadratic potential's does")
    @TensorActor func gameValue() throws {
        var (standard, quadratic): ([Double], [Double]) = ([], [])
        for separation in [0.5, 1, 2] {
            let (a, b) = (try PointMasses(separation: separation), try PointMasses(separation: separation))
            try a.train(StandardLoss(), steps: 2000)
            try b.train(QuadraticPotentialLoss(scale: Self.scale, distance: .l1))
            standard.append(-Double(try StandardLoss().critic(a.scores()).mean().scalar()))
            quadratic.append(try b.gap())
        }
        #expect(standard.allSatisfy { abs($0) < 0.01 })
        #expect(quadratic[1] > 1.9 * quadratic[0] && quadratic[2] > 1.9 * quadratic[1])
    }

    @Test("for disjoint supports SGAN's min-max gradient vanishes as its critic gets better; the quadratic potential's stays")
    @TensorActor func vanishingGradient() throws {
        let separation = 1.0
        let potential = QuadraticPotentialLoss(scale: Self.scale, distance: .l1)
        let (standard, quadratic) = (try PointMasses(separation: separation), try PointMasses(separation: separation))
        /// log(1 − σ(T(G))), which the min-max game has the generator minimise.
        func saturating(_ scores: CriticScores) throws -> Tensor { try -scores.fake.softplus() }
        let before = try standard.pull(saturating)
        try standard.train(StandardLoss(), steps: 2000)
        try quadratic.train(potential)
        #expect(try standard.pull(saturating) < 0.01 * before)
        // T climbs by λ d over the way between the two, which is √12 d long: λ / √12 is its mean slope.
        #expect(try quadratic.pull { try potential.generator(fake: $0.fake) } > 0.25 * Self.scale / 12.0.squareRoot())
    }
}
