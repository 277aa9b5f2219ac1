/// How much of each rationed resource a call takes.
public struct ResourceAmounts: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// One lane a resource; below 0 where nothing was said of it.
  private var lanes = SIMD4<Double>(repeating: -1)

  /// Says nothing of any resource.
  public init() {}

  /// `[.calls: 1, .inputTokens: 300]`.
  public init(dictionaryLiteral elements: (LimitedResource, Double)...) {
    for (resource, amount) in elements { self[resource] = amount }
  }

  /// The amount of a resource, 0 or above; nil when nothing was said of it.
  public subscript(resource: LimitedResource) -> Double? {
    get { lanes[resource.lane] < 0 ? nil : lanes[resource.lane] }
    set { lanes[resource.lane] = newValue ?? -1 }
  }
}

extension LimitedResource {
  fileprivate var lane: Int {
    switch self {
    case .calls: 0
    case .inputTokens: 1
    case .outputTokens: 2
    case .tokens: 3
    }
  }
}
