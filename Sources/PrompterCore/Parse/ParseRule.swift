/// The names of what the parser mends, as they stand in a record's repairs.
enum ParseRule: String {
  // Finding the record in the answer.
  case thinkBlock = "think_block"
  case fence
  case surroundingText = "surrounding_text"
  case invisible = "invisible_characters"
  case severalValues = "several_values"
  case toolShell = "tool_shell"
  case wrapper
  case rawText = "raw_text"
  case jsonInString = "json_in_string"

  // Mending the syntax.
  case trailingComma = "trailing_comma"
  case extraComma = "extra_comma"
  case missingOpening = "missing_opening"
  case unclosedBracket = "unclosed_bracket"
  case unclosedString = "unclosed_string"
  case strayBracket = "stray_bracket"
  case quoteStyle = "quote_style"
  case tripleQuotes = "triple_quotes"
  case innerQuote = "inner_quote"
  case controlCharacter = "control_character"
  case badEscape = "bad_escape"
  case unquotedKey = "unquoted_key"
  case unquotedValue = "unquoted_value"
  case comment
  case literal
  case missingComma = "missing_comma"
  case missingColon = "missing_colon"
  case missingValue = "missing_value"
  case punctuation
  case ellipsis

  // Fitting the value to the schema.
  case textFromValue = "text_from_value"
  case dateNormalised = "date_normalised"
  case numberFromText = "number_from_text"
  case rounded
  case boolFromValue = "bool_from_value"
  case enumMatch = "enum_match"
  case wrappedInArray = "wrapped_in_array"
  case badItem = "bad_item"
  case singleFromArray = "single_from_array"
  case keyMatch = "key_match"
  case unknownKey = "unknown_key"
  case impliedKey = "implied_key"
  case missingNull = "missing_null"
  case defaultValue = "default"
  case nullArray = "null_array"
  case nullDropped = "null_dropped"
  case unreadable
}

extension Repair {
  /// Makes a repair by a rule of the parser.
  init(
    _ rule: ParseRule, at path: FieldPath = .root, before: JSONValue? = nil,
    after: JSONValue? = nil
  ) {
    self.init(rule: rule.rawValue, path: path, before: before, after: after)
  }
}
