import Foundation
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("the answers of a run")
struct RunJournalTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func journal() -> RunJournal { RunJournal(URL(filePath: folder.path("r.run"))) }

  private let first = Completion(
    text: "é\n{\"a\": 1}", tokens: [Token(range: 0..<2, logProbability: -0.25)],
    usage: Usage(input: 7, output: 3), latency: .milliseconds(12))
  private let second = Completion(text: "cut", finish: .length)

  private func keepBoth() throws {
    let journal = journal()
    try journal.open(for: "run")
    journal.store(first, for: "one", of: "openai/x")
    journal.journal().write(["event": "evaluated"])
    journal.store(second, for: "two", of: "openai/x")
  }

  @Test("an answer is found again, in this run and the next")
  func found() throws {
    try keepBoth()
    let next = journal()
    #expect(next.completion(for: "one") == nil, "nothing is known before it is opened")
    #expect(try next.open(for: "run") == 2)
    #expect(next.completion(for: "one") == first && next.completion(for: "two") == second)
    #expect(next.completion(for: "three") == nil)
    next.store(second, for: "one", of: "openai/x")
    #expect(next.completion(for: "one") == second)
    let text = try folder.read("r.run")
    #expect(text.contains("evaluated"), "what was decided before stays")
    #expect(text.contains(#"{"event":"resumed","answers":2}"#))
  }

  @Test("another run, and one that starts anew, know nothing")
  func others() throws {
    for (run, isFresh) in [("other", false), ("run", true)] {
      try keepBoth()
      try start(run, isFresh: isFresh)
      #expect(try journal().open(for: "run") == 0)
    }
  }

  /// Begins a run that knows nothing, and ends it.
  private func start(_ run: String, isFresh: Bool) throws {
    let next = journal()
    #expect(try next.open(for: run, isFresh: isFresh) == 0)
    #expect(next.completion(for: "one") == nil)
  }

  @Test("of two runs at a time the second is refused, and the first loses nothing")
  func taken() throws {
    try keepBoth()
    let first = journal()
    #expect(try first.open(for: "run") == 2)
    for run in ["run", "other"] {
      let error = #expect(throws: FileError.self) { try journal().open(for: run) }
      #expect(error?.message.contains("another process is at work") == true)
    }
    first.store(second, for: "three", of: "openai/x")
    #expect(first.completion(for: "three") == second && first.completion(for: "two") == second)
  }

  @Test("the file of another run gets another name, once")
  func replaced() throws {
    try keepBoth()
    let old = try folder.read("r.run")
    let next = journal()
    try next.open(for: "other")
    #expect(next.replaced?.path == folder.path("r.run.before"))
    #expect(try folder.read("r.run.before") == old)
    #expect(try folder.read("r.run") == #"{"run":"other"}"# + "\n")
    next.store(second, for: "two", of: "openai/x")
    #expect(try folder.read("r.run.before") == old, "it is another file")
  }

  @Test("a run that begins anew, or after one without answers, keeps no file")
  func nothingReplaced() throws {
    try keepBoth()
    try start("run", isFresh: true)
    try start("other", isFresh: false)
    #expect(!FileManager.default.fileExists(atPath: folder.path("r.run.before")))
  }

  @Test("what killed processes have left beside it goes")
  func leftovers() throws {
    let kept = [".r.run.notes.new", ".r.run.new", ".r.run.1.new.old", ".other.run.12.new"]
    for name in kept + [".r.run.4711.new", ".r.run.4711-12.new"] { try folder.write("x", to: name) }
    try journal().open(for: "run")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(files) == Set(kept + ["r.run"]))
  }

  @Test("a file that was cut off at any byte loses the last line at most")
  func torn() throws {
    try keepBoth()
    let bytes = try Data(contentsOf: URL(filePath: folder.path("r.run")))
    let ends = bytes.indices.filter { bytes[$0] == 0x0A }
    for length in stride(from: 0, to: bytes.count, by: 7) {
      try bytes.prefix(length).write(to: URL(filePath: folder.path("r.run")))
      let known = try journal().open(for: "run")
      let whole = ends.count { $0 < length }
      #expect(known == [0, 0, 1, 1, 2][whole], "\(length)")
    }
    try folder.write("\u{0}\u{0}\n{}\n", to: "r.run")
    #expect(try journal().open(for: "run") == 0)
  }

  @Test("a place that cannot be written is named")
  func unwritable() throws {
    let file = try folder.write("x", to: "file")
    #expect(throws: FileError.self) {
      try RunJournal(URL(filePath: "\(file)/r.run")).open(for: "run")
    }
  }

  @Test("the journal is asked before the cache, and both keep what is new")
  func layers() async throws {
    let (journal, cache) = (journal(), MemoryCache())
    try journal.open(for: "run")
    let both = JournaledCache(journal: journal, cache: cache)
    cache.store(second, for: "known", of: "")
    #expect(try await both.completion(for: "known") == second)
    try await both.store(first, for: "new", of: "openai/x")
    #expect(journal.completion(for: "new") == first && cache.completion(for: "new") == first)
    let alone = JournaledCache(journal: journal, cache: nil)
    #expect(try await alone.completion(for: "new") == first)
    #expect(try await alone.completion(for: "known") == nil)
  }
}

@Suite("files that are appended to")
struct LogFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("appends follow what is there, and say where they are")
  func appends() throws {
    let path = try folder.write("old\n", to: "log")
    let log = try LogFile(path)
    #expect(try log.append(Array("a\n".utf8)) == 4..<6)
    #expect(try log.append(Array("bc\n".utf8)) == 6..<9)
    #expect(try folder.read("log") == "old\na\nbc\n")
    try log.close()
    try log.close()
    #expect(throws: FileError.self) { try log.append([0x0A]) }
    #expect(throws: FileError.self) { try LogFile("/dev/full/x") }
  }

  @Test("lines know where they are, and whether they are whole")
  func lines() throws {
    let long = String(repeating: "x", count: 600_000)
    let path = try folder.write("a\n\n\(long)\nlast", to: "lines")
    let lines = Array(FileLines(path))
    #expect(lines.map(\.range) == [0..<2, 2..<3, 3..<600_004, 600_004..<600_008])
    #expect(lines.map(\.isWhole) == [true, true, true, false])
    #expect(lines[2].bytes.count == 600_000)
    #expect(Array(FileLines(folder.path("gone"))).isEmpty)
    try AtomicFile.keep([0..<2, 3..<600_004], of: URL(filePath: path), after: Array("head\n".utf8))
    #expect(try folder.read("lines") == "head\na\n\(long)\n")
  }
}

@Suite("sets of ids")
struct IDSetTests {
  @Test("they behave as sets of texts do")
  func sets() {
    var set: IDSet = ["a", "b", "é"]
    #expect(set.contains("e\u{301}") && !set.contains("c") && set.count == 3)
    set.insert("c")
    #expect(set.subtracting(["a", "z"]) == ["b", "c", "é"])
    set.formIntersection(["a", "c", "d"])
    #expect(set == ["a", "c"] && set.union(["d"]) == ["a", "c", "d"])
    #expect(IDSet((0..<1_000).map(String.init)).count == 1_000)
  }
}
