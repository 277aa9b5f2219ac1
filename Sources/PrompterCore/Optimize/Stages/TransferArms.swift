/// What a prompt that was found for one model may be worth to another: parts of it.
public enum TransferArms {
  /// The prompt in parts, to race against the whole: without its demonstrations, with them alone,
  /// and the plain prompt of its schema.
  public static func parts(of template: PromptTemplate) -> [PromptTemplate] {
    let plain = PromptTemplate.seed(template.schema)
    var words = template
    words.demonstrations = []
    words.layout.nearest = nil
    words.layout.guide = .fields
    var shown = plain
    shown.demonstrations = template.demonstrations
    shown.layout = template.layout
    return [words, shown, plain].filter { $0 != template }
  }
}
