import CCurl
import Glibc

extension HTTPError {
  /// Puts a failure of libcurl into words that say what to do next.
  init(_ code: CURLcode, of transfer: CurlTransfer, on easy: CurlEasy, usesProxy: Bool) {
    let request = transfer.request
    guard let endpoint = Endpoint(url: request.url) else {
      self.init(.malformedURL, "the URL is not usable: it has no valid host or port")
      return
    }
    let detail = Self.inParentheses(easy.failureText)
    let peer = usesProxy && !endpoint.isLoopback ? "\(endpoint) or the proxy" : "\(endpoint)"
    switch code {
    case _ where transfer.excess == .head:
      self.init(
        .tooLarge,
        "the headers of the answer of \(endpoint) are larger than "
          + "\(CurlTransfer.maximumHeaderBytes) bytes")
    case _ where transfer.excess == .body, CURLE_FILESIZE_EXCEEDED:
      self.init(
        .tooLarge,
        "the answer of \(endpoint) is larger than \(request.maximumResponseBytes) bytes")
    case CURLE_URL_MALFORMAT:
      self.init(.malformedURL, "the URL for \(endpoint) is not usable\(detail)")
    case CURLE_COULDNT_RESOLVE_HOST:
      self.init(
        .unknownHost,
        "no address is known for \(endpoint.host); check its spelling and the network")
    case CURLE_COULDNT_RESOLVE_PROXY:
      self.init(
        .unknownHost, "no address is known for the proxy; check http_proxy and https_proxy")
    case CURLE_COULDNT_CONNECT:
      self.init(connecting: peer, systemError: Int32(easy.long(CURLINFO_OS_ERRNO)))
    case CURLE_OPERATION_TIMEDOUT:
      self.init(timedOut: transfer, peer: peer, isConnected: Self.isConnected(easy))
    case CURLE_PEER_FAILED_VERIFICATION:
      self.init(
        .tls,
        "the certificate of \(peer) cannot be trusted\(detail); "
          + "if it is right, name its authority's file in SSL_CERT_FILE")
    case CURLE_SSL_CACERT_BADFILE:
      self.init(.tls, "the file of trusted certificates cannot be read; check SSL_CERT_FILE")
    case CURLE_SSL_CONNECT_ERROR:
      self.init(
        .tls, "no encrypted connection with \(peer)\(detail); check that it speaks https",
        isRetryable: true)
    case CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
      self.init(.tls, "no encrypted connection with \(peer)\(detail)")
    case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2,
      CURLE_HTTP2_STREAM:
      self.init(
        .closed, "\(peer) closed the connection before the answer was complete\(detail)")
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
      self.init(
        .other(Int(code.rawValue)),
        "\(peer) did not answer in HTTP\(detail); check the port and the scheme")
    case CURLE_BAD_CONTENT_ENCODING:
      self.init(
        .other(Int(code.rawValue)), "the answer of \(endpoint) cannot be decompressed\(detail)",
        isRetryable: true)
    default:
      self.init(
        .other(Int(code.rawValue)),
        "the request to \(peer) failed: \(String(cString: curl_easy_strerror(code)))\(detail)")
    }
  }

  private init(connecting peer: String, systemError: Int32) {
    // libcurl does not say so when it could not even open a socket.
    let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    if probe < 0, errno == EMFILE || errno == ENFILE {
      self.init(
        .fileLimit,
        "too many open files and sockets; raise the limit (ulimit -n) or lower the concurrency")
      return
    }
    if probe >= 0 { close(probe) }
    if systemError == ECONNREFUSED {
      self.init(
        .connectionRefused,
        "nothing listens at \(peer); start the server there or check host and port")
    } else {
      let reason = systemError == 0 ? "" : ": \(String(cString: strerror(systemError)))"
      self.init(.unreachable, "cannot connect to \(peer)\(reason); check the network")
    }
  }

  private init(timedOut transfer: CurlTransfer, peer: String, isConnected: Bool) {
    let request = transfer.request
    if transfer.sentAt == nil, !isConnected {
      let limit = min(request.connectTimeout, request.timeout)
      self.init(.timedOut, "no connection with \(peer) within \(limit); check the network")
    } else {
      self.init(
        .timedOut,
        "no complete answer from \(peer) within \(request.timeout); allow more time or ask for less"
      )
    }
  }

  private static func isConnected(_ easy: CurlEasy) -> Bool {
    easy.microseconds(CURLINFO_PRETRANSFER_TIME_T) > .zero
  }

  private static func inParentheses(_ text: String) -> String {
    let line = text.unicodeScalars.prefix(200).map { $0.properties.isWhitespace ? " " : $0 }
    return line.isEmpty ? "" : " (\(String(String.UnicodeScalarView(line))))"
  }
}
