extension String {
  /// Whether the text ends in the same words over and over, as weak models do until they are cut
  /// off: at least 48 bytes of at least three rounds.
  var endsInCircles: Bool {
    let longestRound = 96
    let tail = Array(utf8.suffix(4 * longestRound))
    for round in 1...longestRound {
      let length = max(3 * round, 48)
      guard tail.count >= length else { return false }
      let start = tail.count - length
      // The first round is what the others repeat.
      if (start + round..<tail.count).allSatisfy({ tail[$0] == tail[$0 - round] }) { return true }
    }
    return false
  }
}
