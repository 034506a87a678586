import Testing

@testable import SemblanceService

@Suite("The record of an index's recall")
struct RecallRecordTests {
    @Test("its figures are those of the last searches")
    func figures() {
        var record = RecallRecord(capacity: 4, minimum: 2, floor: 0)
        #expect(record.figures == nil)
        for share in [0.0, 1, 0.5] { #expect(record.add(share) == nil) }
        #expect(record.figures == RecallFigures(value: 0.5, worst: 0, samples: 3))
        for share in [1.0, 1, 0.25] { #expect(record.add(share) == nil) }
        #expect(record.figures == RecallFigures(value: 0.6875, worst: 0.25, samples: 4))
        record.forget()
        #expect(record.figures == nil)
    }

    @Test("nothing follows from few searches, and nothing without a floor")
    func few() {
        var record = RecallRecord(capacity: 100, minimum: 30, floor: 0.9)
        for _ in 0..<29 { #expect(record.add(0.5) == nil) }
        #expect(record.add(0.5) == .low)
        var free = RecallRecord(capacity: 100, minimum: 30, floor: 0)
        for _ in 0..<200 { #expect(free.add(0) == nil) }
    }

    @Test("a recall at the floor is not below it")
    func floor() {
        var record = RecallRecord(capacity: 10, minimum: 2, floor: 0.75)
        #expect([1, 0.5, 1, 0.5].map { record.add($0) } == [nil, nil, nil, nil])
        #expect(record.add(0.5) == .low)
    }

    @Test("an index that was given up returns after a whole window above the floor, and not before")
    func recovery() {
        var record = RecallRecord(capacity: 5, minimum: 2, floor: 0.9)
        _ = record.add(1)
        #expect(record.add(0) == .low)
        record.fallBack()
        #expect(record.isFallenBack)
        for _ in 0..<4 { #expect(record.add(1) == nil) }
        #expect(record.add(1) == .recovered && !record.isFallenBack)
        #expect(record.add(1) == nil)

        #expect(record.add(0) == .low)
        record.fallBack()
        for share in [1.0, 1, 1, 0, 1] { #expect(record.add(share) == nil) }
        #expect(record.isFallenBack)
        #expect((0..<3).map { _ in record.add(1) } == [nil, nil, nil])
        #expect(record.add(1) == .recovered)
    }
}
