/// How many demonstrations have room in a prompt.
struct DemonstrationRoom {
  /// Tokens that demonstrations may take: what the window leaves beside the longest document.
  ///
  /// When that is no room for three, the longest tenth of the documents does not count: a few must not
  /// cost all others their demonstrations.
  let tokens: Int

  init(_ lab: Lab) {
    let window =
      lab.setup.contextLength ?? lab.setup.engine.model.capabilities.contextLength ?? 16_000
    let free = max(0, window - lab.setup.decoding.maximumOutputTokens - 600)
    let examples = lab.select + lab.train
    let lengths = examples.map { $0.document.text.utf8.count / 3 }.sorted()
    let shown = examples.map(DemonstrationSampler.tokens).sorted()
    var longest = lengths.last ?? 0
    if !examples.isEmpty, free - longest < 3 * shown[shown.count / 2] {
      longest = lengths[(lengths.count - 1) * 9 / 10]
    }
    tokens = max(0, free - longest)
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
