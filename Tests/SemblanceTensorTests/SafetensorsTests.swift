import Foundation
import SemblanceCore
import SemblanceTensor
import Testing

@Suite("Safetensors files")
struct SafetensorsTests {
    @TensorActor private func sample() throws -> [UInt8] {
        try Safetensors(
            tensors: [
                "b": Tensor([1.5, -2, 3], shape: [3]), "a": Tensor(bytes: [1, 2, 3, 4], shape: [2, 2]),
                "half": Tensor([0.5, 1], shape: [2, 1]).converted(to: .bfloat16),
            ], metadata: ["note": "ünïcode / \"quoted\""]
        ).serialized()
    }

    @Test("what was written is read again, bit for bit")
    @TensorActor func roundTrip() throws {
        let bytes = try sample()
        let file = try Safetensors(bytes: bytes, source: "sample")
        #expect(file.metadata == ["note": "ünïcode / \"quoted\""])
        #expect(file.tensors.keys.sorted() == ["a", "b", "half"])
        #expect(try file.tensors["b"]?.floats() == [1.5, -2, 3])
        #expect(try file.tensors["a"]?.bytes() == [1, 2, 3, 4])
        #expect(file.tensors["half"]?.elementType == .bfloat16)
        #expect(try file.tensors["half"]?.floats() == [0.5, 1])
        #expect(try file.serialized() == bytes)
    }

    @Test("the layout is the published one")
    @TensorActor func layout() throws {
        let bytes = try Safetensors(tensors: ["x": Tensor([1], shape: [1])]).serialized()
        let length = Int(bytes[0]) + Int(bytes[1]) << 8
        let header = try #require(String(bytes: bytes[8..<(8 + length)], encoding: .utf8))
        #expect(header.trimmingCharacters(in: .whitespaces) == #"{"x":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}}"#)
        #expect(Array(bytes[(8 + length)...]) == [0, 0, 0x80, 0x3F])
    }

    @Test("a file cut anywhere is refused, and named")
    @TensorActor func cut() throws {
        let bytes = try sample()
        for length in stride(from: 0, to: bytes.count, by: 7) {
            let error = #expect(throws: SemblanceError.self) {
                try Safetensors(bytes: Array(bytes.prefix(length)), source: "cut.safetensors")
            }
            #expect(error?.code == .corrupt)
            #expect(error?.message.contains("cut.safetensors") == true)
        }
    }

    @Test(
        "headers that lie are refused",
        arguments: [
            #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#,
            #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
            #"{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
            #"{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#,
            #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
            #"{"x":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}"#,
            #"{"x":7}"#, "[]", "no JSON",
        ])
    @TensorActor func lies(header: String) {
        let bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init) + Array(header.utf8) + [0, 0, 0, 0]
        #expect(throws: SemblanceError.self) { try Safetensors(bytes: bytes, source: "lie") }
    }
}
