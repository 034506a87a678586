import SemblanceCore

/// A trained model at work, whatever engine runs it.
public typealias ImageModel = any ImageEncoder & ImageGenerator

/// Makes a model of a checkpoint's bytes; the composition root knows the engine.
///
/// - Parameters: the bytes, and the checkpoint's name for messages
public typealias ModelLoader = @Sendable (_ checkpoint: [UInt8], _ source: String) async throws -> ImageModel
