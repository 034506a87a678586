import Foundation
import SemblanceCore
import Testing

@testable import SemblanceEvaluation

@Suite("Principal components") struct PrincipalComponentTests {
    /// Pictures of 8 px that vary along drawn patterns, each by a share of the one before, and a little everywhere.
    private func pictures(_ count: Int, patterns: Int = 5, share: Float = 0.5, noise: Float = 1) -> [RGBImage] {
        var random = SplitMix64(seed: 8)
        let drawn = (0..<patterns).map { _ in random.normal(count: 192) }
        return (0..<count).map { _ in
            let weights = random.normal(count: patterns).enumerated().map { $1 * 8 * pow(share, Float($0)) }
            let rest = random.normal(count: 192)
            let pixels = (0..<192).map { index -> UInt8 in
                let value = zip(weights, drawn).reduce(Float(128)) { $0 + $1.0 * $1.1[index] } + noise * rest[index]
                return UInt8(min(max(value.rounded(), 0), 255))
            }
            return RGBImage(width: 8, height: 8, pixels: pixels)
        }
    }

    @Test("The decomposition of a symmetric matrix puts it together again")
    func eigen() throws {
        let known = try SymmetricEigendecomposition([2, 1, 1, 2], side: 2)
        #expect(abs(known.values[0] - 3) < 1e-12 && abs(known.values[1] - 1) < 1e-12)
        var random = SplitMix64(seed: 1)
        let side = 20
        let raw = random.normal(count: side * side).map(Double.init)
        let matrix = (0..<side * side).map { raw[$0] + raw[$0 % side * side + $0 / side] }
        let eigen = try SymmetricEigendecomposition(matrix, side: side)
        #expect(eigen.values == eigen.values.sorted(by: >))
        for row in 0..<side {
            for column in 0..<side {
                let sum = (0..<side).reduce(0.0) {
                    $0 + eigen.values[$1] * eigen.vectors[$1 * side + row] * eigen.vectors[$1 * side + column]
                }
                #expect(abs(sum - matrix[row * side + column]) < 1e-10)
            }
        }
        let without = try SymmetricEigendecomposition(matrix, side: side, wantsVectors: false)
        #expect(without.vectors.isEmpty && zip(without.values, eigen.values).allSatisfy { abs($0 - $1) < 1e-10 })
        #expect(throws: SemblanceError.self) { try SymmetricEigendecomposition([1, .nan, .nan, 1], side: 2) }
    }

    @Test("Variances and directions are those of the whole covariance")
    func covariance() async throws {
        let images = pictures(60)
        let analysis = try await PrincipalComponentAnalysis(images, count: 4, seed: 1, threads: 2)
        let rows = images.map { $0.pixels.map { Double($0) / 127.5 - 1 } }
        let mean = (0..<192).map { index in rows.reduce(0.0) { $0 + $1[index] } / 60 }
        let centred = rows.flatMap { zip($0, mean).map { ($0 - $1) / 60.0.squareRoot() } }
        let exact = try SymmetricEigendecomposition(
            transposedProduct(centred, centred, rows: 60, columns: 192, 192), side: 192)
        for index in 0..<4 {
            #expect(abs(analysis.variances[index] / exact.values[index] - 1) < 1e-4)
            let cosine = (0..<192).reduce(0.0) { $0 + Double(analysis.components[index * 192 + $1]) * exact.vectors[index * 192 + $1] }
            #expect(abs(abs(cosine) - 1) < 1e-4)
        }
        let share = exact.values.prefix(4).reduce(0, +) / exact.values.reduce(0, +)
        #expect(abs(analysis.explained - share) < 1e-4)
    }

    @Test("The number of threads changes nothing")
    func threads() async throws {
        let images = pictures(200, patterns: 90, share: 0.97)
        let one = try await PrincipalComponentAnalysis(images, count: 50, seed: 1, threads: 1)
        let three = try await PrincipalComponentAnalysis(images, count: 50, seed: 1, threads: 3)
        #expect(one.components == three.components && one.variances == three.variances)
    }

    @Test("Whitened coordinates vary by 1, plain ones as the components do, and both give the photo back")
    func coding() async throws {
        let images = pictures(80, patterns: 3, noise: 0)
        let analysis = try await PrincipalComponentAnalysis(images, count: 3, seed: 1, threads: 1)
        #expect(analysis.explained > 0.99)
        for isWhitened in [false, true] {
            let model = PrincipalComponentModel(
                analysis: analysis, preprocessing: Preprocessing(resolution: 8), latentDimension: 3, isWhitened: isWhitened)
            let coordinates = try await model.encode(images).map { model.normalization.coordinates(of: $0) }
            let spread = try #require(LatentDimensions(coordinates))
            for index in 0..<3 {
                let expected = isWhitened ? 1 : analysis.variances[index].squareRoot()
                #expect(abs(spread.deviations[index] / expected - 1) < 1e-3 && abs(spread.means[index]) < 1e-4)
            }
            let drawn = try await model.generate(coordinates, truncation: 1)
            for (photo, picture) in zip(images, drawn) {
                #expect(zip(photo.pixels, picture.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 3 })
            }
            #expect(try await model.sample(count: 3, seed: 1, truncation: 1).count == 3)
        }
    }

    @Test("Fewer photos than dimensions leave the other coordinates 0; equal photos leave none")
    func few() async throws {
        let analysis = try await PrincipalComponentAnalysis(pictures(6), count: 16, seed: 1, threads: 1)
        #expect(analysis.variances.count == 5)
        let model = PrincipalComponentModel(
            analysis: analysis, preprocessing: Preprocessing(resolution: 8), latentDimension: 16, isWhitened: true)
        let latent = try await model.encode(pictures(1))[0]
        #expect(latent.vector.count == 16 && latent.vector.dropFirst(5).allSatisfy { $0 == 0 } && latent.norm > 0)
        let image = pictures(1)[0]
        let nothing = try await PrincipalComponentAnalysis([image, image, image], count: 4, seed: 1, threads: 1)
        #expect(nothing.variances.isEmpty && nothing.explained == 0)
        let constant = PrincipalComponentModel(
            analysis: nothing, preprocessing: Preprocessing(resolution: 8), latentDimension: 4, isWhitened: true)
        #expect(try await constant.encode([image])[0].vector == [0, 0, 0, 0])
        #expect(try await constant.generate([[1, 2, 3, 4]], truncation: 1) == [image])
    }
}
