import SemblanceCore
import Testing

@testable import SemblanceService

@Suite("The choice of an index")
struct IndexChoiceTests {
    private static let gigabyte = 1 << 30

    @Test(
        "goes by the number of latents and the memory for them",
        arguments: [
            (0, 128, gigabyte, IndexKind.exact), (1, 128, 0, .pgvector), (100_000, 128, gigabyte, .exact),
            (100_001, 128, gigabyte, .quantized),
            // 5 · 128 + 32 = 672 bytes a row as they are, 2.25 · 128 + 28 = 316 as codes.
            (1000, 128, 672_000, .exact), (1000, 128, 671_999, .quantized), (1000, 128, 316_000, .quantized),
            (1000, 128, 315_999, .pgvector), (3_397_917, 128, gigabyte, .quantized), (3_397_918, 128, gigabyte, .pgvector),
            (100_000, 4096, gigabyte, .quantized), (50_000, 4096, gigabyte, .exact), (50_000_000, 128, 16 * gigabyte, .quantized),
        ])
    func automatic(count: Int, dimension: Int, budget: Int, kind: IndexKind) {
        #expect(IndexChoice(.auto, count: count, dimension: dimension, budget: budget).kind == kind)
    }

    @Test("what is configured is taken, whatever it costs", arguments: [IndexPreference.exact, .quantized, .pgvector], [0, 10_000_000])
    func configured(preference: IndexPreference, count: Int) {
        let choice = IndexChoice(preference, count: count, dimension: 128, budget: 1)
        #expect(choice.kind.rawValue == preference.rawValue && choice.reason == "configured")
    }

    @Test("the reason names the numbers")
    func reasons() {
        #expect(
            IndexChoice(.auto, count: 250_000, dimension: 128, budget: Self.gigabyte).reason
                == "250000 latents are many; as codes they take 75 MB")
        #expect(
            IndexChoice(.auto, count: 50_000, dimension: 128, budget: 20 << 20).reason
                == "50000 latents do not fit 20 MB; as codes they take 15 MB")
        #expect(
            IndexChoice(.auto, count: 50_000, dimension: 128, budget: 10 << 20).reason
                == "50000 latents take 15 MB as codes, and the memory for an index is 10 MB")
    }

    @Test("is made again once latents have grown by a quarter into another kind")
    func outgrown() {
        let indexes = IndexFactory(IndexSettings(memory: Self.gigabyte))
        let choice = indexes.choice(count: 90_000, dimension: 128)
        #expect(!indexes.isOutgrown(choice, count: 112_500, dimension: 128))
        #expect(indexes.isOutgrown(choice, count: 112_501, dimension: 128))
        #expect(!indexes.isOutgrown(indexes.choice(count: 10, dimension: 128), count: 100_000, dimension: 128))
        let fixed = IndexFactory(IndexSettings(kind: .exact, memory: Self.gigabyte))
        #expect(!fixed.isOutgrown(fixed.choice(count: 10, dimension: 128), count: 1_000_000, dimension: 128))
    }
}
