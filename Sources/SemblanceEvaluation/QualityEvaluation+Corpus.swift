import SemblanceCore
import SemblanceImaging

extension QualityEvaluation {
    /// Photos that could be decoded.
    struct ReadPhotos {
        var files: [CorpusFile] = []
        var failed = 0
    }

    /// Encodes all photos with everything that encodes, and reconstructs some of them on the way, so that no more than a batch of pixels is
    /// held. The model's reconstructions, those of the first measurement, are kept for distances and to be shown.
    func encode(
        _ corpus: EvaluationCorpus, _ measurements: inout [Measurement], _ distances: inout PictureDistances?,
        _ pictures: inout QualityPictures?
    ) async throws -> ReadPhotos {
        guard let preprocessing else { return ReadPhotos() }
        let preprocessor = try Preprocessor(preprocessing, limits: options.limits)
        let paths = corpus.files.map(\.path)
        let reconstructed = CorpusSample.some(options.reconstructions, of: paths, seed: options.seed)
        let compared = CorpusSample.some(distances?.wanted ?? 0, of: paths, seed: options.seed)
        let shown = CorpusSample.some(QualityPictures.pairs, of: paths, seed: options.seed)
        var read = ReadPhotos()
        for start in stride(from: 0, to: corpus.files.count, by: Self.batch) {
            try Task.checkCancellation()
            let files = Array(corpus.files[start..<min(start + Self.batch, corpus.files.count)])
            let prepared = try await concurrentMap(files, width: options.threads) { file in
                corpus.bytes(of: file).flatMap { try? preprocessor.prepare($0) }
            }
            let readable = zip(files, prepared).compactMap { file, image in image.map { (path: file.path, file: file, image: $0) } }
            let (images, chosen) = (readable.map(\.image), readable.indices.filter { reconstructed.contains(readable[$0].path) })
            for index in measurements.indices {
                guard let encoder = measurements[index].encoder else { continue }
                let coordinates = try await encoder.encode(images).map { encoder.normalization.coordinates(of: $0) }
                measurements[index].coordinates += coordinates
                guard let generator = measurements[index].generator else { continue }
                let drawn = try await generator.generate(chosen.map { coordinates[$0] }, truncation: generator.truncation)
                for (position, picture) in zip(chosen, drawn) { measurements[index].quality.add(images[position], picture) }
                guard index == 0 else { continue }
                let pairs = zip(chosen, drawn)
                let own = pairs.filter { compared.contains(readable[$0.0].path) }.map(\.1)
                try await distances?.reconstructions.add(own, threads: options.threads)
                pictures?.add(pairs: pairs.filter { shown.contains(readable[$0.0].path) }.map { (images[$0.0], $0.1) })
            }
            try await distances?.photos.add(
                readable.filter { compared.contains($0.path) }.map(\.image), threads: options.threads)
            read.files += readable.map(\.file)
            read.failed += files.count - readable.count
            report(.corpus, start + files.count, of: corpus.files.count)
        }
        guard !read.files.isEmpty else {
            throw SemblanceError(
                .undecodable, "none of the \(corpus.files.count) photos can be decoded", advice: "name a folder of whole photos")
        }
        return read
    }
}
