import SemblanceCore
import Synchronization

/// A photo with its latents: its own, and that of its mirror image where it was asked for.
struct EncodedPhoto: Sendable {
    let photo: QueryPhoto
    let latents: [Latent]
}

extension ModelEngine {
    /// Encodes a photo.
    func encode(_ photo: QueryPhoto, mirror: Bool) async throws -> EncodedPhoto {
        async let reflected = mirror ? encoding.submit(photo.prepared.mirrored()) : nil
        let latent = try await encoding.submit(photo.prepared)
        return EncodedPhoto(photo: photo, latents: [latent] + (try await reflected.map { [$0] } ?? []))
    }

    /// Decodes and encodes a photo; those who are in the queue already know that it comes.
    func encode(_ bytes: [UInt8], decoding: BlockingQueue, mirror: Bool) async throws -> EncodedPhoto {
        let decoded = Mutex<QueryPhoto?>(nil)
        let latent = try await encoding.submit(preparing: { [preprocessor] in
            let photo = try await decoding.run { try QueryPhoto(bytes, by: preprocessor) }
            decoded.withLock { $0 = photo }
            return photo.prepared
        })
        guard let photo = decoded.withLock({ $0 }) else { throw SemblanceError(.engine, "a photo was encoded that nobody decoded") }
        let reflected = mirror ? [try await encoding.submit(photo.prepared.mirrored())] : []
        return EncodedPhoto(photo: photo, latents: [latent] + reflected)
    }
}
