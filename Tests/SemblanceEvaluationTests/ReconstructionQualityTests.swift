import Foundation
import SemblanceCore
import Testing

@testable import SemblanceEvaluation

@Suite("Reconstruction figures") struct ReconstructionQualityTests {
    /// Two pictures that are alike but not equal, from formulas that the golden script shares.
    private func pair(_ width: Int, _ height: Int) -> (RGBImage, RGBImage) {
        var (a, b): ([UInt8], [UInt8]) = ([], [])
        for y in 0..<height {
            for x in 0..<width {
                for channel in 0..<3 {
                    let value = (x * 7 + y * 13 + channel * 50) % 256
                    a.append(UInt8(value))
                    b.append(UInt8(min(255, value * 9 / 10 + (x * y + channel * 31) % 40)))
                }
            }
        }
        return (RGBImage(width: width, height: height, pixels: a), RGBImage(width: width, height: height, pixels: b))
    }

    @Test(
        "MS-SSIM is what a plain script over two-dimensional windows in double precision gives",
        arguments: [(16, 16, 1, 0.9424110032808728), (32, 32, 2, 0.9843532208822434), (45, 51, 3, 0.9893606145580868)])
    func golden(width: Int, height: Int, scales: Int, expected: Double) throws {
        let (a, b) = pair(width, height)
        let measure = try #require(MultiScaleSimilarity(side: min(width, height)))
        #expect(measure.scales == scales)
        #expect(abs(measure.compare(a, b) - expected) < 2e-5)
        #expect(measure.compare(a, a) == 1)
        #expect(measure.compare(a, b) == measure.compare(b, a))
    }

    @Test(
        "A size has as many scales as leave a window",
        arguments: [(10, nil), (11, 1), (21, 1), (22, 2), (64, 3), (128, 4), (256, 5), (4096, 5)])
    func scales(side: Int, expected: Int?) {
        #expect(MultiScaleSimilarity(side: side)?.scales == expected)
    }

    @Test("A negative is no more alike than nothing")
    func negative() throws {
        let (a, _) = pair(32, 32)
        let inverted = RGBImage(width: 32, height: 32, pixels: a.pixels.map { 255 - $0 })
        #expect(try #require(MultiScaleSimilarity(side: 32)).compare(a, inverted) == 0)
    }

    @Test("L1 and PSNR, by hand")
    func byHand() throws {
        let black = RGBImage(width: 2, height: 1, pixels: [0, 0, 0, 0, 0, 0])
        var quality = ReconstructionQuality.Accumulator(side: 1)
        #expect(quality.result == nil)
        // Differences 255, 0, 0, 0, 0, 51: mean 306/6; squares 65025 + 2601, mean 11271.
        quality.add(black, RGBImage(width: 2, height: 1, pixels: [255, 0, 0, 0, 0, 51]))
        let one = try #require(quality.result)
        #expect(abs(one.l1 - 0.2) < 1e-15)
        #expect(abs(one.psnr - 10 * log10(65025.0 / 11271)) < 1e-12)
        #expect(one.msSsim == nil && one.msSsimScales == 0 && one.images == 1)

        // All 1/255 apart: 20 log10(255) dB.
        quality.add(black, RGBImage(width: 2, height: 1, pixels: [1, 1, 1, 1, 1, 1]))
        let two = try #require(quality.result)
        #expect(abs(two.psnr - (one.psnr + 20 * log10(255)) / 2) < 1e-12)
        #expect(abs(two.l1 - (0.2 + 1 / 255.0) / 2) < 1e-15)
        quality.add(black, black)
        #expect(quality.result?.psnr == .infinity)
    }
}
