import PrompterCore

extension Call {
  /// Reads the answer to the call, and estimates the tokens that its provider has not counted.
  ///
  /// Some servers send no usage. Taken as 0 tokens, their answers would cost nothing, and no limit on
  /// tokens or dollars would ever be reached.
  ///
  /// - Parameter read: throws `ModelError` when what came is no answer.
  func counted(_ read: () throws -> Completion) throws -> Completion {
    do {
      var completion = try read()
      completion.usage = usage(completion)
      return completion
    } catch var error as ModelError {
      // The prompt was taken, whatever came of it.
      if error.usage.input <= 0 { error.usage.input = prompt.estimatedTokens }
      throw error
    }
  }

  private func usage(_ answer: Completion) -> Usage {
    var usage = answer.usage
    if usage.input <= 0 { usage.input = prompt.estimatedTokens }
    if usage.output <= 0 {
      // Who was cut off has said all that was allowed, thoughts included.
      usage.output =
        answer.finish == .length
        ? decoding.maximumOutputTokens : Prompt.estimatedTokens(of: answer.text)
    }
    return usage
  }
}
