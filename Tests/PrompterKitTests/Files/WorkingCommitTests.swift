import PrompterKit
import PrompterTesting
import Testing

@Suite struct WorkingCommitTests {
  private let hash = "0123456789abcdef0123456789abcdef01234567"

  @Test("the commit of a branch, of a packed branch and of no branch, from any folder inside")
  func commits() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "repo/deep/er/x")
    let inside = folder.path("repo/deep/er")
    try folder.write("ref: refs/heads/main\n", to: "repo/.git/HEAD")
    #expect(WorkingCommit.find(from: inside) == nil)
    try folder.write("# pack\n\(hash) refs/heads/main\n", to: "repo/.git/packed-refs")
    #expect(WorkingCommit.find(from: inside) == hash)
    try folder.write("f\(hash.dropFirst())\n", to: "repo/.git/refs/heads/main")
    #expect(WorkingCommit.find(from: inside) == "f\(hash.dropFirst())")
    try folder.write(hash, to: "repo/.git/HEAD")
    #expect(WorkingCommit.find(from: inside) == hash)
  }

  @Test(
    "what is no repository, or a strange one, has none",
    arguments: ["", "ref: refs/../../secret", "ref: /etc/passwd", "not a hash", "zz"])
  func none(head: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("0123456789abcdef0123456789abcdef01234567", to: "repo/.git/secret")
    try folder.write(head, to: "repo/.git/HEAD")
    #expect(WorkingCommit.find(from: folder.path("repo")) == nil)
  }
}
