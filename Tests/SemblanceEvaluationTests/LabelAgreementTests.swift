import SemblanceImaging
import Testing

@testable import SemblanceEvaluation

@Suite("Label agreement") struct LabelAgreementTests {
    /// Six photos on a line, the two nearest of each: 0 1 2 · 3 4 5.
    private let neighbours = [[1, 2], [0, 2], [1, 0], [4, 5], [3, 5], [4, 3]]

    @Test("Six photos, counted by hand")
    func byHand() throws {
        let perfect = try #require(LabelAgreement(labels: ["1", "1", "1", "0", "0", "0"], neighbours: neighbours))
        #expect(perfect.agreement == 1 && perfect.base == 0.5 && perfect.lift == 1)

        // Photo 2 says 0: of the 6 pairs on the left 2 agree, of those on the right all 6; p = 2/6, so base = 1/9 + 4/9.
        let mixed = try #require(LabelAgreement(labels: ["1", "1", "-1", "-1", "-1", "-1"], neighbours: neighbours))
        #expect(mixed.agreement == 8.0 / 12)
        #expect(abs(mixed.base - 5.0 / 9) < 1e-15)
        #expect(abs(mixed.lift - (8.0 / 12 - 5.0 / 9) / (4.0 / 9)) < 1e-15)
    }

    @Test("A photo without a label is neither query nor neighbour")
    func unknown() throws {
        // Left: 0 and 1 ask, each with one labelled neighbour that differs. Right: all agree. p = 4/5.
        let label = try #require(LabelAgreement(labels: ["a", "b", nil, "a", "a", "a"], neighbours: neighbours))
        #expect(label.agreement == 6.0 / 8)
        #expect(abs(label.base - (16.0 / 25 + 1.0 / 25)) < 1e-15)
    }

    @Test("Constant columns, three values and unknown ones are no labels")
    func noLabels() {
        #expect(LabelAgreement(labels: ["1", "1", "1", nil, nil, nil], neighbours: neighbours) == nil)
        #expect(LabelAgreement(labels: ["1", "0", "2", "0", "0", "0"], neighbours: neighbours) == nil)
        #expect(LabelAgreement(labels: [nil, nil, nil, nil, nil, nil], neighbours: neighbours) == nil)
        #expect(LabelAgreement(labels: ["1", "0", nil, nil, nil, nil], neighbours: [[2], [3], [], [], [], []]) == nil)
    }

    @Test("Excluded columns and those that are not binary in the whole table are null, and left out of the mean")
    func columns() throws {
        let text = """
            file,identity,is_gray,black_corner,left,age,mixed,flat,elsewhere
            0,p,1,0,1,1,1,1,1
            1,p,1,0,1,2,1,1,2
            2,p,1,1,1,1,0,1,1
            3,q,0,1,0,2,0,1,2
            4,q,0,1,0,1,0,1,1
            5,q,0,0,0,2,0,1,2
            6,q,0,0,0,3,0,1,3

            """
        let table = try LabelTable(csv: Array(text.utf8), source: "labels.csv")
        let labels = LabelAgreement.byColumn(table, paths: (0..<6).map { BytePath("\($0)") }, neighbours: neighbours)
        #expect(Set(labels.keys) == Set(table.columns))
        #expect(labels.filter { $0.value != nil }.keys.sorted() == ["left", "mixed"])
        let mean = try #require(QualityFigures.meanLift(labels))
        #expect(abs(mean - (1 + 0.25) / 2) < 1e-12)
        #expect(QualityFigures.meanLift(["identity": nil]) == nil)
    }
}
