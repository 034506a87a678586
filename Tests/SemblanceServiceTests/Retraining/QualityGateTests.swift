import SemblanceCore
import SemblanceStorage
import Testing

@testable import SemblanceService

@Suite("The gate") struct QualityGateTests {
    @Test("is read from text, and written back in alphabetical order")
    func text() throws {
        let gate = try QualityGate("self_retrieval=0.03, correlation=0.1")
        #expect(gate == QualityGate([.selfRetrieval: 0.03, .correlation: 0.1]) && gate.text == "correlation=0.1,self_retrieval=0.03")
        #expect(try QualityGate(QualityGate.standard.text) == .standard)
        #expect(try QualityGate("").tolerances.isEmpty)
    }

    @Test(
        "refuses what is no figure and no tolerance",
        arguments: ["correlation", "corelation=0.1", "correlation=x", "correlation=-1", "=", "a=b=c"])
    func refused(text: String) {
        let error = #expect(throws: SemblanceError.self) { try QualityGate(text) }
        #expect(error?.code == .invalidArgument && error?.advice?.contains("reconstruction_l1") == true)
    }

    @Test("holds while no figure is worse by more than its tolerance, in whichever direction better lies")
    func directions() {
        let gate = QualityGate([.correlation: 0.05, .reconstructionL1: 0.01])
        func holds(_ correlation: Double, _ l1: Double) -> Bool {
            gate.verdict(
                candidate: [.correlation: correlation, .reconstructionL1: l1], serving: [.correlation: 0.8, .reconstructionL1: 0.1]
            ).holds
        }
        #expect(holds(0.9, 0.05) && holds(0.76, 0.109) && !holds(0.74, 0.1) && !holds(0.9, 0.12))
        let lost = gate.verdict(candidate: [.reconstructionL1: 0.1], serving: [.correlation: 0.8, .reconstructionL1: 0.1])
        #expect(!lost.holds && lost.text == "the gate does not hold: correlation is no number, was 0.8, and may be worse by 0.05")
        let added = gate.verdict(candidate: [.correlation: 0.8, .reconstructionL1: 0.1], serving: [.correlation: 0.8])
        #expect(added.holds && added.checks.count == 1, "what the serving version lacks is passed over")
    }

    @Test(
        "does not hold for a collapsed version, nor where nothing can be compared; without a serving version there is nothing to be worse than"
    )
    func edges() {
        let gate = QualityGate([.correlation: 1])
        let collapsed = gate.verdict(candidate: [.correlation: 1, .collapseSamples: 0.9], serving: [.correlation: 0.1])
        #expect(!collapsed.holds && collapsed.text.contains("collapsed"))
        let both = gate.verdict(candidate: [.correlation: 1, .collapseSamples: 0.8], serving: [.correlation: 1, .collapseSamples: 0.9])
        #expect(both.holds, "no worse than what serves")
        #expect(!gate.verdict(candidate: [.labelLift: 1], serving: [.labelLift: 1]).holds)
        #expect(gate.verdict(candidate: [.correlation: 0.2], serving: nil).holds)
        let verdict = gate.verdict(candidate: [.correlation: 0.25], serving: [.correlation: 0.5])
        #expect(verdict.text == "the gate holds: correlation 0.25, was 0.5")
    }

    @Test("is kept as JSON by the figures' names")
    func json() throws {
        let verdict = QualityGate.standard.verdict(candidate: [.correlation: 0.5], serving: [.correlation: 0.5])
        let text = try JSONText(encoding: verdict)
        #expect(text.text.contains(#""correlation""#))
        #expect(try text.decode(as: GateVerdict.self) == verdict)
        #expect(try JSONText(encoding: QualityGate.standard).decode(as: QualityGate.self) == .standard)
    }
}
