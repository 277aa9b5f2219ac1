/// A part of an answer that may be the record.
struct AnswerCandidate {
  /// Its value as written.
  var node: JSONNode
  /// What was mended to read it.
  var repairs: [Repair] = []
  /// What else was seen.
  var flags: Set<ParseFlag> = []
  /// Whether the text ended within it.
  var isOpen = false
  /// How far its place is from where a record is expected; lower is better.
  var stage = 0
  /// What finding it costs.
  var penalty = 0

  /// The record within a tool call (`{"name": …, "arguments": {…}}`) or within an object of one
  /// foreign key (`{"invoice": {…}}`), when the schema has no such keys itself.
  func unwrapped(besides keys: Set<String>) -> AnswerCandidate? {
    guard case .object(let members) = node.content, members.count <= 8 else { return nil }
    if members.count == 1, let only = members.first, !keys.contains(only.key) {
      switch only.value.content {
      case .object: return inner(only, rule: .wrapper, penalty: 2)
      case .array, .leaf: return nil
      }
    }
    func member(_ names: Set<String>) -> (key: String, value: JSONNode)? {
      members.last { names.contains($0.key) && !keys.contains($0.key) }
    }
    // The shell of OpenAI's tool calls has one more layer.
    if let function = member(["function"]), case .object = function.value.content {
      let layer = inner(function, rule: .toolShell, penalty: 1)
      return layer.unwrapped(besides: keys) ?? layer
    }
    guard
      member(["name", "function", "tool", "tool_name", "recipient_name"]) != nil
        || keys.contains("name") && members.contains(where: { $0.key == "name" }),
      let arguments = member(["arguments", "parameters", "input", "args"])
    else { return nil }
    return inner(arguments, rule: .toolShell, penalty: 1)
  }

  private func inner(
    _ member: (key: String, value: JSONNode), rule: ParseRule, penalty: Int
  ) -> AnswerCandidate {
    var candidate = self
    candidate.node = member.value
    candidate.penalty += penalty
    let prefix = FieldPath.root.key(member.key)
    candidate.repairs =
      repairs.filter { $0.path == .root || $0.path.isWithin(prefix) }.map {
        let steps = $0.path == .root ? [] : Array($0.path.steps.dropFirst())
        return Repair(rule: $0.rule, path: FieldPath(steps), before: $0.before, after: $0.after)
      } + [Repair(rule)]
    return candidate
  }
}
