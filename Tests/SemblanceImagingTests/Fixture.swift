import Foundation

/// Files of 16 × 16 pixels that this package cannot write itself. Unless said otherwise, the left half is red (200, 40, 50) and
/// the right half blue (30, 60, 180).
enum Fixture {
    /// Grey baseline JPEG: 50 and 200.
    static let greyJPEG = bytes(
        """
        /9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAALCAAQABABAR\
        EA/8QAFQABAQAAAAAAAAAAAAAAAAAACQj/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AIvMgG8yD//Z
        """)

    /// Four inks with Adobe's marker, inverted as Adobe writes them.
    static let adobeCMYK = bytes(
        """
        /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwPFxgWFB\
        gSFBUU/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EABcAAQADAAAAAAAAAAAAAAAAAAkABgj/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oADgRDAE0A\
        WQBLAAA/ANgMKMXlTB0uxW0OKpIpEB0uxW0f/9k=
        """)

    /// Four inks without a marker, 255 being full ink.
    static let plainCMYK = bytes(
        """
        /9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAAUCAAQABAEQx\
        EATREAWREASxEA/8QAFwABAAMAAAAAAAAAAAAAAAAACQAGCP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAOBEMATQBZAEsAAD8Ax43Q2aKo4ylC\
        lQHK6laQ4ylClR//2Q==
        """)

    /// Progressive JPEG in several scans.
    static let progressiveJPEG = bytes(
        """
        /9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQ\
        kFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wgARCAAQABADAREAAhEBAxEB/8QAFAAB\
        AAAAAAAAAAAAAAAAAAAABv/EABYBAQEBAAAAAAAAAAAAAAAAAAcIBf/aAAwDAQACEAMQAAABF4LSfdJ0QBdFn3SdP//EABQQAQAAAAAAAAAAAA\
        AAAAAAACD/2gAIAQEAAQUCH//EABQRAQAAAAAAAAAAAAAAAAAAACD/2gAIAQMBAT8BH//EABQRAQAAAAAAAAAAAAAAAAAAACD/2gAIAQIBAT8B\
        H//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEABj8CH//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEAAT8hH//aAAwDAQACAAMAAAAQbb\
        //xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oACAEDAQE/EB//xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oACAECAQE/EB//xAAUEAEAAAAAAAAAAAAA\
        AAAAAAAg/9oACAEBAAE/EB//2Q==
        """)

    /// Lossless WebP whose lower half is transparent.
    static let losslessAlphaWebP = bytes(
        """
        UklGRjgAAABXRUJQVlA4TCwAAAAvD8ADEBcgEEhxEEMsEEiinHksgUAS04iTz3/AtwaBAGHSpFMHEf2fAK2HHQ==
        """)

    /// Lossy WebP without alpha.
    static let lossyWebP = bytes(
        """
        UklGRkAAAABXRUJQVlA4IDQAAADQAQCdASoQABAAAMASJaACdLoB+AADsAD++ih//vT2P/ME/oUJTf9Ch//alnW/tSzzUAAA
        """)

    /// PNG of 16 bits a channel.
    static let rgb16PNG = bytes(
        """
        iVBORw0KGgoAAAANSUhEUgAAABAAAAAQEAIAAADAAbR1AAAAKElEQVR42mM4cUJDw8iIeFJOzsZmyxbiSYZRC0YtGLVg1IJRC4aCBQDJnTAfD2\
        QTIgAAAABJRU5ErkJggg==
        """)

    /// PNG with a palette.
    static let palettePNG = bytes(
        """
        iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAMAAAAoLQ9TAAAABlBMVEXIKDIePLRaCPHpAAAAEUlEQVR42mNggAJGKGAY2QIAQxAAge0p4IMAAA\
        AASUVORK5CYII=
        """)

    /// PNG with a palette of which the second entry is transparent.
    static let paletteAlphaPNG = bytes(
        """
        iVBORw0KGgoAAAANSUhEUgAAABAAAAAQAQMAAAAlPW0iAAAABlBMVEXIKDIePLRaCPHpAAAAAnRSTlP/AOW3MEoAAAAOSURBVHjaY2D4z0AKAg\
        B2xw/x+e9vrgAAAABJRU5ErkJggg==
        """)

    /// Black and white, one bit a pixel.
    static let oneBitPNG = bytes(
        """
        iVBORw0KGgoAAAANSUhEUgAAABAAAAAQAQAAAAA3iMLMAAAADklEQVR42mNg+M9ACgIAdscP8fnvb64AAAAASUVORK5CYII=
        """)

    /// Grey, 50 and 200, whose lower half is transparent.
    static let greyAlphaPNG = bytes(
        """
        iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAQAAAC1+jfqAAAAGklEQVR42mMw+o8KT6BBhpGiAA2eQIMjRAEA3b38gcSjHi4AAAAASUVORK5CYI\
        I=
        """)

    /// Colour whose lower half is transparent.
    static let alphaPNG = bytes(
        """
        iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAJElEQVR42mM4oWH0Hx+Ws9mCFzOMGjBcDMCLgYrw4lEDhoUBAOLjl5Co9g3iAA\
        AAAElFTkSuQmCC
        """)

    /// The same, interlaced (Adam7).
    static let interlacedAlphaPNG = bytes(
        """
        iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAFo9M/3AAAAUElEQVR42mM4oWH0X85my38GIIMByGBgwC4CE4XLwGRxqiCsBbsZ6FoxzMSnAA\
        XDjMawE58Cyt0wGHxB5XAg5GiCvhyaBuDF6IFGMJSHngEANJOXkJ535FAAAAAASUVORK5CYII=
        """)

    private static func bytes(_ base64: String) -> [UInt8] {
        Array(Data(base64Encoded: base64) ?? Data())
    }
}
