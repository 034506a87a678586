import HTTPTypes
import Hummingbird
import Metrics
import Testing

@testable import SemblanceServer

@Suite("Metrics")
struct MetricsTests {
    @Test("counters, gauges and histograms are written in the text format, sorted")
    func rendering() {
        let registry = PrometheusRegistry()
        registry.describe("b_seconds", help: "Time.", buckets: [0.5, 1])
        Counter(label: "c.total", dimensions: [("z", "1"), ("a", "x\"y\\\n")], factory: registry).increment(by: 3)
        Meter(label: "a_depth", factory: registry).set(2.5)
        Recorder(label: "a_last", dimensions: [], aggregate: false, factory: registry).record(9)
        let timer = Timer(label: "b_seconds", factory: registry)
        for nanoseconds in [250_000_000, 500_000_000, 750_000_000, 3_000_000_000] as [Int64] { timer.recordNanoseconds(nanoseconds) }
        #expect(
            registry.render() == """
                # TYPE a_depth gauge
                a_depth 2.5
                # TYPE a_last gauge
                a_last 9
                # HELP b_seconds Time.
                # TYPE b_seconds histogram
                b_seconds_bucket{le="0.5"} 2
                b_seconds_bucket{le="1"} 3
                b_seconds_bucket{le="+Inf"} 4
                b_seconds_sum 4.5
                b_seconds_count 4
                # TYPE c_total counter
                c_total{a="x\\"y\\\\\\n",z="1"} 3

                """)
    }

    @Test("what is not measured is not shown; what is destroyed goes; a counter never falls")
    func lifetimes() {
        let registry = PrometheusRegistry()
        registry.describe("unused", help: "Nothing.")
        #expect(registry.render().isEmpty)
        let counter = FloatingPointCounter(label: "n", factory: registry)
        for amount in [1.5, -3, .nan, .infinity, 0] { counter.increment(by: amount) }
        #expect(registry.render() == "# TYPE n counter\nn 1.5\n")
        counter.destroy()
        #expect(registry.render().isEmpty)
    }

    @Test("computed gauges are asked when they are shown")
    func computed() {
        let metrics = ServerMetrics()
        metrics.showQueueDepth { 4 }
        metrics.showLatentsLoaded { [(collection: "faces", count: 3), (collection: "default", count: 200_000)] }
        metrics.showModelVersions { [(collection: "default", model: "faces@2")] }
        metrics.showJobs { [ServerMetrics.JobProgress(id: 7, kind: "index", ratio: 0.25)] }
        let text = metrics.registry.render()
        for line in [
            "semblance_encode_queue_depth 4", "semblance_latents_loaded{collection=\"default\"} 200000",
            "semblance_latents_loaded{collection=\"faces\"} 3", "semblance_model_version{collection=\"default\",model=\"faces@2\"} 1",
            "semblance_job_progress_ratio{job=\"7\",kind=\"index\"} 0.25",
        ] {
            #expect(text.contains("\n\(line)\n"))
        }
    }

    @Test("stages and batches are counted where they belong")
    func stages() async throws {
        let metrics = ServerMetrics()
        metrics.encodeBatch(3)
        metrics.stage(.decode, .milliseconds(2))
        await #expect(throws: CancellationError.self) { try await metrics.time(.search) { throw CancellationError() } }
        let text = metrics.registry.render()
        #expect(text.contains("semblance_encode_batch_size_bucket{le=\"2\"} 0\nsemblance_encode_batch_size_bucket{le=\"4\"} 1\n"))
        #expect(text.contains("semblance_stage_duration_seconds_bucket{stage=\"decode\",le=\"0.001\"} 0\n"))
        #expect(text.contains("semblance_stage_duration_seconds_bucket{stage=\"decode\",le=\"0.0025\"} 1\n"))
        #expect(text.contains("semblance_stage_duration_seconds_count{stage=\"search\"} 1\n"))
    }

    @Test("requests are counted by template, and hostile paths and methods make no new series")
    func requests() async throws {
        let metrics = ServerMetrics()
        let client = HTTPPipeline.testing(metrics: metrics).client { $0.get("v1/images/:id") { _, _ in "x" } }
        for path in ["/v1/images/1", "/v1/images/2", "/nothing/1", "/nothing/2"] { _ = try await client.send(.get, path) }
        for name in ["BREW", "MAKE"] {
            let method = try #require(HTTPRequest.Method(name))
            _ = try await client.send(method, "/nothing")
        }
        let counts = metrics.registry.render().split(separator: "\n").filter { $0.hasPrefix("http_server_request_duration_seconds_count") }
        #expect(
            counts == [
                #"http_server_request_duration_seconds_count{method="GET",route="/v1/images/{id}",status="200"} 2"#,
                #"http_server_request_duration_seconds_count{method="GET",route="unmatched",status="404"} 2"#,
                #"http_server_request_duration_seconds_count{method="other",route="unmatched",status="404"} 2"#,
            ])
    }
}
