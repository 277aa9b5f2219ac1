/// How many demonstrations have room in a prompt.
struct DemonstrationRoom {
  /// Tokens that demonstrations may take: what the window leaves beside the longest document.
  let tokens: Int

  init(_ lab: Lab) {
    let window = lab.setup.engine.model.capabilities.contextLength ?? 16_000
    let longest = (lab.select + lab.train).map { $0.document.text.utf8.count / 3 }.max() ?? 0
    tokens = max(0, window - longest - lab.setup.decoding.maximumOutputTokens - 600)
  }

  /// The first examples that have room together, `count` at most; those too long are passed over.
  func fitting(_ examples: some Sequence<Example>, atMost count: Int) -> [Example] {
    var left = tokens
    var chosen: [Example] = []
    for example in examples where chosen.count < count {
      let cost = DemonstrationSampler.tokens(example)
      guard cost <= left else { continue }
      left -= cost
      chosen.append(example)
    }
    return chosen
  }

  /// The examples of which any so many have room together.
  func pool(_ count: Int, of examples: [Example]) -> [Example] {
    examples.filter { DemonstrationSampler.tokens($0) * count <= tokens }
  }
}
