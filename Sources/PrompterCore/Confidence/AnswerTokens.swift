import Foundation

/// The tokens of one answer, to be looked up by the places of values in it.
struct AnswerTokens {
  private let tokens: [Token]
  private let bytes: [UInt8]

  /// Reads the tokens of an answer; none when the endpoint gives no log-probabilities.
  init(_ completion: Completion?) {
    tokens = (completion?.tokens ?? []).sorted { $0.range.lowerBound < $1.range.lowerBound }
    bytes = tokens.isEmpty ? [] : Array((completion?.text ?? "").utf8)
  }

  /// Whether there are any.
  var isEmpty: Bool { tokens.isEmpty }

  /// The tokens that spell some part of a range.
  func overlapping(_ range: Range<Int>) -> ArraySlice<Token> {
    var (low, high) = (0, tokens.count)
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].range.upperBound <= range.lowerBound {
        low = middle + 1
      } else {
        high = middle
      }
    }
    let start = low
    while low < tokens.count, tokens[low].range.lowerBound < range.upperBound { low += 1 }
    return tokens[start..<low]
  }

  /// The bytes of a range of the answer.
  func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> {
    bytes[range.clamped(to: 0..<bytes.count)]
  }

  /// What a token spells.
  func text(_ token: Token) -> ArraySlice<UInt8> { bytes(token.range) }

  /// What a model might have said in a token's place, the token itself first, each with the
  /// logarithm of its probability.
  func choices(_ token: Token) -> [(text: [UInt8], logProbability: Double)] {
    let chosen = Array(text(token))
    var choices = [(chosen, token.logProbability)]
    for alternative in token.alternatives {
      let text = Array(alternative.text.utf8)
      if text != chosen { choices.append((text, alternative.logProbability)) }
    }
    return choices
  }
}

/// Sums and odds of probabilities that are given by their logarithms.
enum LogProbability {
  /// Log-odds beyond which one is as sure as the other.
  static let bound = 5.0

  /// The logarithm of a sum of probabilities; −∞ for none.
  static func sum(_ logs: [Double]) -> Double {
    guard let most = logs.max(), most > -.infinity else { return -.infinity }
    return most + log(logs.reduce(0) { $0 + exp($1 - most) })
  }

  /// ln(p / (1 − p)), held within the bound; 0 for nil.
  static func logit(_ logProbability: Double?) -> Double {
    guard let logProbability, !logProbability.isNaN else { return 0 }
    let rest = -expm1(min(logProbability, -1e-9))
    return held(logProbability - log(rest))
  }

  /// A number held within the bound.
  static func held(_ value: Double) -> Double {
    value.isNaN ? 0 : min(bound, max(-bound, value))
  }
}
