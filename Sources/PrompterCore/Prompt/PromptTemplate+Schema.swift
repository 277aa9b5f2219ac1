extension PromptTemplate {
  /// The prompt for another schema with the same fields.
  ///
  /// What was learnt stays: instruction, descriptions, rules, demonstrations and layout. Words that
  /// are still those of this prompt's own schema were not learnt, and those of the other one take
  /// their place. A demonstration whose record the other schema does not allow is left out.
  ///
  /// Throws `PromptError` when the other schema lacks a field that is described.
  public func adopting(_ schema: Schema) throws(PromptError) -> PromptTemplate {
    let (old, new) = (PromptTemplate.seed(self.schema), PromptTemplate.seed(schema))
    var fields = fields
    for (path, guidance) in fields where guidance.description == old.fields[path]?.description {
      fields[path]?.description = new.fields[path]?.description ?? guidance.description
    }
    return try PromptTemplate(
      schema: schema, instruction: instruction == old.instruction ? new.instruction : instruction,
      fields: fields,
      demonstrations: demonstrations.filter { schema.violations(of: $0.expected).isEmpty },
      layout: layout)
  }
}
