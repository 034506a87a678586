import Foundation
import SemblanceCore
import SemblanceImaging

/// Pictures within JSON.
public enum DataURL {
    /// `data:image/png;base64,…`
    public static func png(_ image: RGBImage) throws -> String { png(try ImageEncoding.png(image)) }

    /// `data:image/png;base64,…` of a PNG file.
    public static func png(_ bytes: [UInt8]) -> String { "data:image/png;base64," + Data(bytes).base64EncodedString() }
}
