import PrompterKit
import PrompterTesting

@testable import PrompterServer

let invoiceSchema = #"""
  {"title": "Invoice", "type": "object",
   "properties": {"number": {"type": "string"}, "total": {"type": "number"}},
   "required": ["number", "total"], "additionalProperties": false}
  """#

let invoiceAnswer = #"{"number": "42", "total": 41.5}"#

/// A prompter whose model answers from a closure.
func served(
  _ name: String = "invoices", clock: any MonotonicClock = SystemClock(),
  engine: EngineConfiguration = EngineConfiguration(telemetry: .none),
  answer: @escaping @Sendable (Call) async throws -> Completion = { _ in
    Completion(text: invoiceAnswer, usage: Usage(input: 20, output: 9))
  }
) throws -> ServedPrompter {
  let template = PromptTemplate.seed(try Schema(json: invoiceSchema))
  let engine = Engine(ScriptedModel(answer: answer), engine, clock: clock)
  return ServedPrompter(
    name: name, reference: "\(name)@1", schema: template.schema, model: "test/scripted",
    hash: "00", isCalibrated: false,
    extractor: ReaskingExtractor(Pipeline(template: template, engine: engine), reasks: 0),
    clock: clock, price: nil)
}

/// A service with one prompter; its end waits for nobody.
func service(
  _ configuration: ServiceConfiguration = ServiceConfiguration(), _ prompters: ServedPrompter...
) throws -> PrompterService {
  var configuration = configuration
  configuration.limits.notice = .zero
  return try PrompterService(prompters.isEmpty ? [served()] : prompters, configuration)
}

/// A configuration without a log, changed as a test wants it.
func configured(_ change: (inout ServiceConfiguration) throws -> Void) rethrows
  -> ServiceConfiguration
{
  var configuration = ServiceConfiguration(logger: Telemetry.none.logger)
  try change(&configuration)
  return configuration
}

/// Holds answers back until a test lets them go.
actor Gate {
  private var waiters: [CheckedContinuation<Void, Never>] = []
  private var isOpen = false
  private(set) var arrived = 0

  func pass() async {
    arrived += 1
    guard !isOpen else { return }
    await withCheckedContinuation { waiters.append($0) }
  }

  func open() {
    isOpen = true
    waiters.forEach { $0.resume() }
    waiters = []
  }

  /// Waits until so many stand before it.
  func wait(for count: Int) async {
    while arrived < count, !Task.isCancelled { await Task.yield() }
  }
}
