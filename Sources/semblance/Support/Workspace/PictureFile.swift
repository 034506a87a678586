import SemblanceCore
import SemblanceImaging
import SemblanceService

/// Writes pictures that commands were asked for: PNG, or JPEG where the name ends in .jpg or .jpeg.
enum PictureFile {
    static func write(_ image: RGBImage, to path: String) throws {
        let name = path.lowercased()
        let isJPEG = name.hasSuffix(".jpg") || name.hasSuffix(".jpeg")
        try FileWriter.replace(BytePath(path), with: isJPEG ? ImageEncoding.jpeg(image, quality: 92) : ImageEncoding.png(image))
    }
}

/// What commands answer that draw a picture.
struct PictureReply: Encodable {
    let file: String
    let model: ModelReference
    let width: Int
    let height: Int

    init(file: String, model: ModelReference, image: RGBImage) {
        (self.file, self.model, width, height) = (file, model, image.width, image.height)
    }

    /// Says it as `--json` or as a line.
    func report(json: Bool) throws {
        if json { try JSONOutput.write(self) } else { try StandardOutput.write("\(file.printable)\n") }
    }
}
