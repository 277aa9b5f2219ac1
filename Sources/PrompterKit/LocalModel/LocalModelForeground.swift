import Foundation
import Glibc
import PrompterCore

/// Serves a local model in the foreground.
public enum LocalModelForeground {
  /// Becomes the server: it prints `READY address` and ends with its stdin, or a signal.
  ///
  /// Throws `FileError` when the model is not installed; otherwise it does not return.
  public static func serve(
    _ name: String, port: Int, folders: LocalFolders = LocalFolders()
  ) throws -> Never {
    guard let installed = LocalModelInstaller(folders: folders).installed(name) else {
      throw FileError(
        "local/\(name)", "is not installed; run 'prompter models install \(name)'")
    }
    let options: JSONValue = [
      "foreground": true, "state": "", "name": .string(name), "instance": "foreground",
      "weights": .string(installed.weights.path), "slots": .integer(LocalServer.slots),
      "context": .integer(LocalServer.context), "port": .integer(port),
    ]
    let arguments = [folders.python.path, "-c", ServerScript.source, options.text()]
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    pointers.append(nil)
    execv(folders.python.path, pointers)
    throw FileError(folders.python.path, String(cString: strerror(errno)))
  }
}
