import Foundation
import Testing

@testable import semblance

@Suite("JSON output")
struct JSONOutputTests {
    private struct Reply: Encodable {
        var imagesPerSecond = 0.1
        var distance: Float = 0.12
        var createdAt = Date(timeIntervalSince1970: 1_700_000_000)
        var source = "a/b.jpg"
        var labels = ["5_o_Clock_Shadow": 1, "camelKey": 2]
        var loss = Double.nan
        var missing: Int?
    }

    @Test("Members are in snake_case and sorted, and numbers take no more digits than they need")
    func document() throws {
        let expected = """
            {
              "created_at" : "2023-11-14T22:13:20Z",
              "distance" : 0.12,
              "images_per_second" : 0.1,
              "labels" : {
                "5_o_Clock_Shadow" : 1,
                "camelKey" : 2
              },
              "loss" : "NaN",
              "source" : "a/b.jpg"
            }

            """
        #expect(try JSONOutput.document(Reply()) == expected)
    }
}
