/// Cuts a text into parts of nearly equal length that overlap, where the text itself has joints:
/// pages, headings, paragraphs, lines, sentences, words; between characters only where there is
/// nothing better, as in a script without spaces.
///
/// Each character is looked at a bounded number of times.
struct TextSplitter {
  /// A part of a text.
  struct Part: Hashable {
    /// Its bytes in the text's UTF-8.
    let bytes: Range<Int>
    /// Where it begins, in Unicode scalars.
    let start: Int
  }

  /// The most tokens of a part.
  let room: Int
  /// About so many tokens at the end of a part are also at the beginning of the next.
  let overlap: Int

  /// - Parameter room: the most tokens of a part, at least 1.
  init(room: Int) {
    self.room = max(1, room)
    overlap = self.room / 10
  }

  /// A place where a part may end.
  private struct Joint {
    let byte: Int
    let scalar: Int
    /// What the part has cost up to here.
    let cost: Int
    let strength: Strength
  }

  /// How good a place is to cut at.
  private enum Strength: Int, Comparable {
    case character, word, sentence, paragraph, heading, page

    static func < (a: Strength, b: Strength) -> Bool { a.rawValue < b.rawValue }
  }

  /// The parts of a text, in order; one that fits is one part.
  ///
  /// - Parameter maximum: so many parts are enough; the last one of them is then not the end.
  func parts(of text: String, maximum: Int = .max) -> [Part] {
    var text = text
    text.makeContiguousUTF8()
    let most = room * TextTokens.unit
    let shared = overlap * TextTokens.unit
    let length = text.utf8.count
    var left = TextTokens.cost(text)
    var parts: [Part] = []
    var (byte, scalar) = (0, 0)
    while parts.count < maximum {
      guard left > most else {
        parts.append(Part(bytes: byte..<length, start: scalar))
        break
      }
      // As many parts as are needed, and all of about the same length.
      let count = (left - shared + most - shared - 1) / (most - shared)
      let target = min(most, (left + (count - 1) * shared) / count)
      let joints = joints(in: text, from: byte, scalar, most: min(most, target + target / 8))
      guard let end = Self.end(joints, atLeast: target * 3 / 4) else {
        parts.append(Part(bytes: byte..<length, start: scalar))
        break
      }
      parts.append(Part(bytes: byte..<end.byte, start: scalar))
      let next = Self.beginning(joints, before: end, shared) ?? end
      left -= next.cost
      (byte, scalar) = (next.byte, next.scalar)
    }
    return parts
  }

  /// The best place at the end of a part: of the strongest ones the last.
  private static func end(_ joints: [Joint], atLeast least: Int) -> Joint? {
    var best: Joint?
    for joint in joints where joint.cost >= least {
      if joint.strength >= best?.strength ?? .character { best = joint }
    }
    return best ?? joints.last
  }

  /// Where the next part begins: at the strongest joint in what both have in common.
  private static func beginning(
    _ joints: [Joint], before end: Joint, _ shared: Int
  ) -> Joint? {
    let common = joints.filter { $0.cost >= end.cost - shared && $0.cost < end.cost }
    guard let best = common.map(\.strength).max() else { return nil }
    return common.first { $0.strength == best }
  }

  /// The places to cut at, until a part is full.
  private func joints(in text: String, from byte: Int, _ scalar: Int, most: Int) -> [Joint] {
    var joints: [Joint] = []
    var (byte, scalar, cost) = (byte, scalar, 0)
    // Between any two characters a text can be cut: some of these places are enough.
    let step = most / 100
    var lastCost = 0
    var before = Context()
    let view = text.utf8
    let start = view.index(view.startIndex, offsetBy: byte)
    for character in text.unicodeScalars[start...] {
      if cost > 0, let strength = before.strength(before: character),
        strength > .character || cost - lastCost >= step
      {
        joints.append(Joint(byte: byte, scalar: scalar, cost: cost, strength: strength))
        lastCost = cost
      }
      before.add(character)
      cost += TextTokens.cost(character)
      if cost > most { break }
      byte += UTF8.width(character)
      scalar += 1
    }
    return joints
  }

  /// What stands before a place.
  private struct Context {
    private var last: Unicode.Scalar?
    /// Whether the last mark that is no closing one ended a sentence.
    private var endsSentence = false
    /// The same, for marks that no blank follows.
    private var endsWideSentence = false
    /// Whether the line so far is blank, and whether the one before was.
    private var isBlankLine = true
    private var wasBlankLine = false
    /// Whether a letter of a flag waits for the second one.
    private var isHalfFlag = false

    mutating func add(_ scalar: Unicode.Scalar) {
      if scalar == "\n" {
        wasBlankLine = isBlankLine
        isBlankLine = true
      } else if !scalar.isBlank {
        isBlankLine = false
        let isWide = scalar.endsWideSentence
        if isWide || ".!?:;".unicodeScalars.contains(scalar) {
          (endsSentence, endsWideSentence) = (true, isWide)
        } else if !scalar.isClosing {
          (endsSentence, endsWideSentence) = (false, false)
        }
      }
      isHalfFlag = scalar.isFlagLetter && !isHalfFlag
      last = scalar
    }

    /// How good a place before a character is; nil where nothing may be cut.
    func strength(before next: Unicode.Scalar) -> Strength? {
      guard let last else { return nil }
      if last == "\u{200D}" || next.continuesCharacter || last == "\r" && next == "\n"
        || isHalfFlag && next.isFlagLetter
      {
        return nil
      }
      if last == "\u{0C}" { return .page }
      if last == "\n" {
        if next == "\n" || next == "\r" { return .character }
        if next == "#" { return .heading }
        // A line of a table or a list is as good as a sentence.
        return wasBlankLine ? .paragraph : .sentence
      }
      if next.isBlank || next.isClosing || next.endsWideSentence { return .character }
      if endsWideSentence { return .sentence }
      guard last.isBlank else { return .character }
      return endsSentence ? .sentence : .word
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isBlank: Bool {
    isASCII ? value <= 0x20 : properties.isWhitespace
  }

  /// Full stops and the like of scripts that put no blank behind them.
  fileprivate var endsWideSentence: Bool {
    switch value {
    case 0x3002, 0xFF01, 0xFF1F, 0xFF1B, 0xFF0E, 0xFF61, 0x0964, 0x0965, 0x061F, 0x06D4: true
    default: false
    }
  }

  /// Quotation marks and brackets that close.
  fileprivate var isClosing: Bool {
    switch value {
    case 0x22, 0x27, 0x29, 0x5D, 0x7D, 0xBB, 0x2019, 0x201D, 0x3009, 0x300B, 0x300D, 0x300F,
      0x3011, 0xFF09:
      true
    default: false
    }
  }

  fileprivate var isFlagLetter: Bool { (0x1F1E6...0x1F1FF).contains(value) }

  /// Whether it belongs to the character before it.
  fileprivate var continuesCharacter: Bool {
    !isASCII && (properties.isGraphemeExtend || properties.isEmojiModifier || value == 0x200D)
  }
}
