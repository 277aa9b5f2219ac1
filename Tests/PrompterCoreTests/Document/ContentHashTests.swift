import PrompterCore
import Testing

@Suite struct ContentHashTests {
  @Test("bytes hash as sha256sum prints it")
  func knownValue() {
    #expect(
      ContentHash.sha256(bytes: Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      ContentHash.sha256(bytes: [])
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test("a byte that moves from one part to the next gives another hash")
  func parts() {
    #expect(ContentHash.sha256("ab", "c") != ContentHash.sha256("a", "bc"))
    #expect(ContentHash.sha256("abc") != ContentHash.sha256("abc", ""))
    #expect(ContentHash.sha256("ab", "c") == ContentHash.sha256("ab", "c"))
  }
}
