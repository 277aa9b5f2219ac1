import Foundation
import PrompterKit

/// Takes one input of libFuzzer; what goes wrong ends the process.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.chosen.run(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

extension FuzzTarget {
  /// The target that the variable `PROMPTER_FUZZ` names.
  static let chosen: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["PROMPTER_FUZZ"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
      let names = allCases.map(\.rawValue).joined(separator: ", ")
      print("PROMPTER_FUZZ must be one of \(names)")
      exit(64)
    }
    return target
  }()
}

#if !FUZZING
  /// Without libFuzzer the same program feeds the files that its arguments name: to look at a
  /// finding in a plain build.
  @main struct Replay {
    static func main() throws {
      for path in CommandLine.arguments.dropFirst() {
        let start = ContinuousClock.now
        FuzzTarget.chosen.run([UInt8](try Data(contentsOf: URL(filePath: path))))
        print("\(path): \(ContinuousClock.now - start)")
      }
    }
  }
#endif
