import SemblanceTensor

/// An objective whose critic takes turns with the generator, and with the encoder where there is one.
@TensorActor
protocol AlternatingObjective: Objective {
    /// What it works with.
    var setting: ObjectiveSetting { get }

    /// Gradients of the critic's loss.
    func updateCritic(_ phase: TrainingPhase, _ batch: TrainingBatch) throws -> PhaseUpdate
    /// Gradients of the loss that generator and encoder share.
    func updateGenerator(_ phase: TrainingPhase, _ batch: TrainingBatch) throws -> PhaseUpdate
}

extension AlternatingObjective {
    /// As many updates of the critic as configured, then one of the others.
    var phases: [TrainingPhase] {
        let configuration = setting.configuration
        return [
            TrainingPhase(
                name: "critic", updates: configuration.criticUpdates, parameters: setting.criticParameters,
                optimizer: configuration.optimizer),
            TrainingPhase(
                name: "generator", parameters: setting.encoderParameters + setting.generatorParameters, optimizer: configuration.optimizer),
        ]
    }

    var memory: StateDictionary { setting.memory }

    func update(_ phase: TrainingPhase, on batch: TrainingBatch) throws -> PhaseUpdate {
        phase.name == "critic" ? try updateCritic(phase, batch) : try updateGenerator(phase, batch)
    }
}
