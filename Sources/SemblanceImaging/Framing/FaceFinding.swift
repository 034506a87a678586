import SemblanceCore

/// Finds faces in pictures. Equal pictures have equal faces; any number of threads may ask at once.
public protocol FaceFinding: Sendable {
    /// The faces of an upright picture, in any order.
    ///
    /// - Throws: `engine` where it cannot work; a picture without faces is no error
    func faces(in image: RGBImage) throws -> [FaceBox]
}
