import Crypto
import Foundation
import SemblanceCore

/// A file of the web page, which is part of the program.
struct WebAsset: Sendable {
    /// What the file is called.
    let name: String
    /// What it holds.
    let bytes: [UInt8]
    /// How browsers may keep it: they ask each time, so that the page is never another version than the server.
    let caching: ReplyCaching

    /// `Content-Type`, by the name's ending.
    var type: String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "webmanifest": "application/manifest+json"
        default: "application/octet-stream"
        }
    }

    private init(_ name: String, _ bytes: [UInt8]) {
        (self.name, self.bytes) = (name, bytes)
        caching = ReplyCaching(asking: Array(SHA256.hash(data: bytes).prefix(16)).hexadecimal)
    }
}

extension WebAsset {
    /// The page itself.
    static let page = WebAsset("index.html", PackageResources.index_html)

    /// What the page is made of, by name: every other file of the folder `Web`, a line each.
    static let all: [String: WebAsset] = [
        ("admin.js", PackageResources.admin_js),
        ("api.js", PackageResources.api_js),
        ("app.js", PackageResources.app_js),
        ("between.js", PackageResources.between_js),
        ("details.js", PackageResources.details_js),
        ("dom.js", PackageResources.dom_js),
        ("explore.js", PackageResources.explore_js),
        ("hits.js", PackageResources.hits_js),
        ("icon.svg", PackageResources.icon_svg),
        ("jobs.js", PackageResources.jobs_js),
        ("links.js", PackageResources.links_js),
        ("map.js", PackageResources.map_js),
        ("models.js", PackageResources.models_js),
        ("panels.js", PackageResources.panels_js),
        ("picker.js", PackageResources.picker_js),
        ("pictures.js", PackageResources.pictures_js),
        ("query.js", PackageResources.query_js),
        ("report.js", PackageResources.report_js),
        ("search.js", PackageResources.search_js),
        ("style.css", PackageResources.style_css),
        ("views.css", PackageResources.views_css),
        ("words.js", PackageResources.words_js),
    ].reduce(into: [:]) { $0[$1.0] = WebAsset($1.0, $1.1) }
}
