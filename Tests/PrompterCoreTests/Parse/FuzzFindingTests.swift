import PrompterCore
import Testing

/// Answers that `scripts/fuzz` found to be read wrongly or without end.
@Suite struct FuzzFindingTests {
  @Test(
    "an equals sign without a key is stepped over",
    arguments: [
      #"{=}"#, #"{"a": 1, =}"#, #"{"a": 1, =b": 2}"#, "{\"a\": 1 \u{2028}= 3", #"{"b": {= "x"#,
      #"<think>{, 1 {"p":{, 1 {"p": 2, "q": "zN"}], "map": {"a": 1,"b 2, "q"}], =map": {"a": 1"#,
    ])
  func equalsSign(text: String) throws {
    let schema = try Schema(["type": "object", "properties": ["a": ["type": "integer"]]])
    for isCutOff in [true, false] {
      guard
        case .success(let record) = LenientParser(schema: schema).parse(text, isCutOff: isCutOff)
      else { continue }
      #expect(record.value[key: "a"] == nil || record.value[key: "a"] == 1)
    }
  }
}
