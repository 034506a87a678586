import SemblanceCore
import SemblanceModels
import SemblanceTensor
import Testing

@testable import SemblanceTraining

@Suite("When a run ends") struct TrainingScheduleTests {
    @Test("steps end by number, whatever the clock says")
    func steps() {
        let schedule = TrainingSchedule(.steps(10), corpusCount: 100, imagesPerStep: 8)
        #expect(schedule.goesOn(step: 0, seconds: 0) && schedule.goesOn(step: 9, seconds: 1e9))
        #expect(!schedule.goesOn(step: 10, seconds: 0))
        let outlook = schedule.outlook(step: 4, seconds: 8)
        #expect(schedule.totalSteps == 10 && outlook.fraction == 0.4)
        #expect(abs(outlook.secondsLeft - 12) < 1e-9)
        #expect(schedule.outlook(step: 0, seconds: 0).secondsLeft == 0)
        // A run that is resumed with a lower total is over, not more than that.
        #expect(schedule.outlook(step: 20, seconds: 8) == (1, 0))
    }

    @Test("epochs are whole passes over the corpus, at least one step", arguments: [(1, 100, 8, 12), (3, 100, 8, 37), (1, 3, 8, 1)])
    func epochs(epochs: Int, corpusCount: Int, batchSize: Int, steps: Int) {
        let schedule = TrainingSchedule(.epochs(epochs), corpusCount: corpusCount, imagesPerStep: batchSize)
        #expect(schedule.goesOn(step: steps - 1, seconds: 0) && !schedule.goesOn(step: steps, seconds: 0))
        #expect(schedule.totalSteps == steps)
    }

    @Test("minutes end by the clock, whatever the step")
    func minutes() {
        let schedule = TrainingSchedule(.minutes(2), corpusCount: 100, imagesPerStep: 8)
        #expect(schedule.goesOn(step: 1_000_000, seconds: 119.9) && !schedule.goesOn(step: 0, seconds: 120))
        #expect(schedule.totalSteps == nil)
        #expect(schedule.outlook(step: 5, seconds: 90) == (0.75, 30))
        #expect(schedule.outlook(step: 5, seconds: 130) == (1, 0))
    }

    @Test("an interval of 0 is never due")
    func intervals() {
        #expect((1...9).filter { TrainingSchedule.isDue($0, every: 3) } == [3, 6, 9])
        #expect(!(0...9).contains { TrainingSchedule.isDue($0, every: 0) })
    }

    @Test("a configuration that no run can have is refused")
    func validation() throws {
        try DrawnFaces.configuration().validate()
        func refuses(_ change: (inout TrainingConfiguration) -> Void) -> Bool {
            var configuration = DrawnFaces.configuration()
            change(&configuration)
            do {
                try configuration.validate()
                return false
            } catch {
                return (error as? SemblanceError)?.code == .invalidArgument
            }
        }
        #expect(refuses { $0.batchSize = 1 })
        #expect(refuses { $0.emaDecay = 1 } && refuses { $0.emaDecay = .nan })
        #expect(refuses { $0.logInterval = 0 } && refuses { $0.gridInterval = -1 } && refuses { $0.checkpointInterval = -1 })
        #expect(refuses { $0.length = .steps(0) } && refuses { $0.length = .steps(.max) })
        #expect(refuses { $0.length = .epochs(0) } && refuses { $0.length = .epochs(.max) })
        #expect(
            refuses { $0.length = .minutes(0) } && refuses { $0.length = .minutes(.infinity) } && refuses { $0.length = .minutes(.nan) })
        #expect(refuses { $0.cacheBytes = -1 } && refuses { $0.evaluationInterval = -1 })
        #expect(refuses { $0.heldOut = .fraction(0.6) } && refuses { $0.heldOut = .fraction(.nan) } && refuses { $0.heldOut = .count(-1) })
        #expect(refuses { ($0.bestBy, $0.evaluationInterval) = (.collapse, 0) })
        #expect(refuses { $0.learningRateDecay = LearningRateDecay(.linear, start: 1) })
        #expect(refuses { ($0.learningRateDecay, $0.length) = (LearningRateDecay(.cosine), .minutes(1)) })
        #expect(refuses { $0.model.network.resolution = 48 })
        #expect(refuses { $0.model.objective.correlationWeight = .nan })
        #expect(refuses { $0.model.objective.optimizer = .adam(learningRate: .infinity, beta1: 0, beta2: 0.9, epsilon: 1e-8) })
    }
}
