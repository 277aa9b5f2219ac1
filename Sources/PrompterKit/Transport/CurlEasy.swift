import CCurl
import Glibc

/// One easy handle of libcurl: used for many requests, one after another.
///
/// Belongs to the thread of its `CurlDriver`. `init` sets what never changes and `prepare` sets
/// all that a request can change, so nothing of one request reaches the next.
final class CurlEasy {
  let pointer: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private var headerList: UnsafeMutablePointer<curl_slist>?

  init?(configuration: CurlConfiguration) {
    guard let pointer = curl_easy_init() else { return nil }
    self.pointer = pointer
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    ccurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
    ccurl_set_long(pointer, CURLOPT_NOSIGNAL, 1)
    ccurl_set_long(pointer, CURLOPT_TCP_NODELAY, 1)
    // A model may think for minutes without a byte; routers forget silent connections.
    ccurl_set_long(pointer, CURLOPT_TCP_KEEPALIVE, 1)
    // The upload buffer is allocated per request in flight: the least size that is allowed.
    ccurl_set_long(pointer, CURLOPT_UPLOAD_BUFFERSIZE, 16_384)
    ccurl_set_string(pointer, CURLOPT_PROTOCOLS_STR, "http,https")
    ccurl_set_long(pointer, CURLOPT_FOLLOWLOCATION, 0)
    ccurl_set_long(pointer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    ccurl_set_string(pointer, CURLOPT_ACCEPT_ENCODING, "")
    if let proxy = configuration.proxy { ccurl_set_string(pointer, CURLOPT_PROXY, proxy) }
    ccurl_set_string(pointer, CURLOPT_NOPROXY, configuration.directHosts)
    trustCertificates(configuration.certificateFile)
    ccurl_set_function(pointer, CURLOPT_WRITEFUNCTION, receiveBody)
    ccurl_set_function(pointer, CURLOPT_HEADERFUNCTION, receiveHeader)
    ccurl_set_progress(pointer, noteProgress)
    ccurl_set_long(pointer, CURLOPT_NOPROGRESS, 0)
  }

  deinit {
    curl_easy_cleanup(pointer)
    curl_slist_free_all(headerList)
    errorText.deallocate()
  }

  /// Certificates are always verified; this only says against which.
  ///
  /// libcurl parses the bundle anew for every connection (10 ms of processor time) as long as a
  /// directory of certificates is set beside it, so the directory goes where there is a bundle.
  private func trustCertificates(_ file: String?) {
    ccurl_set_long(pointer, CURLOPT_SSL_VERIFYPEER, 1)
    ccurl_set_long(pointer, CURLOPT_SSL_VERIFYHOST, 2)
    if let file {
      ccurl_set_string(pointer, CURLOPT_CAINFO, file)
      ccurl_set_pointer(pointer, CURLOPT_CAPATH, nil)
      return
    }
    var bundle: UnsafeMutableRawPointer?
    ccurl_get_pointer(pointer, CURLINFO_CAINFO, &bundle)
    if let bundle, access(bundle.assumingMemoryBound(to: CChar.self), R_OK) == 0 {
      ccurl_set_pointer(pointer, CURLOPT_CAPATH, nil)
    }
  }

  /// Sets everything that the request decides; false when libcurl refuses the URL.
  func prepare(_ transfer: CurlTransfer) -> Bool {
    let request = transfer.request
    errorText.pointee = 0
    guard ccurl_set_string(pointer, CURLOPT_URL, request.url) == CURLE_OK else { return false }
    setMethod(request)
    setHeaders(request)
    ccurl_set_long(pointer, CURLOPT_TIMEOUT_MS, milliseconds(request.timeout))
    ccurl_set_long(pointer, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.connectTimeout))
    ccurl_set_large(
      pointer, CURLOPT_MAXFILESIZE_LARGE, Int64(max(1, request.maximumResponseBytes)))
    let usesHTTP2 = request.prefersHTTP2 && Endpoint.isEncrypted(request.url)
    ccurl_set_long(
      pointer, CURLOPT_HTTP_VERSION,
      usesHTTP2 ? Int(CURL_HTTP_VERSION_2TLS) : Int(CURL_HTTP_VERSION_1_1))
    ccurl_set_long(pointer, CURLOPT_PIPEWAIT, usesHTTP2 ? 1 : 0)
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    ccurl_set_pointer(pointer, CURLOPT_WRITEDATA, context)
    ccurl_set_pointer(pointer, CURLOPT_HEADERDATA, context)
    ccurl_set_pointer(pointer, CURLOPT_XFERINFODATA, context)
    return true
  }

  /// Frees what belonged to the last request; the handle is then ready for the next.
  func clear() {
    ccurl_set_pointer(pointer, CURLOPT_HTTPHEADER, nil)
    curl_slist_free_all(headerList)
    headerList = nil
    ccurl_set_pointer(pointer, CURLOPT_POSTFIELDS, nil)
  }

  private func setMethod(_ request: HTTPRequest) {
    ccurl_set_pointer(pointer, CURLOPT_CUSTOMREQUEST, nil)
    ccurl_set_long(pointer, CURLOPT_HTTPGET, 1)
    if request.body != nil || request.method == "POST" {
      ccurl_set_long(pointer, CURLOPT_POST, 1)
      let body = request.body ?? []
      ccurl_set_large(pointer, CURLOPT_POSTFIELDSIZE_LARGE, Int64(body.count))
      if body.isEmpty {
        ccurl_set_string(pointer, CURLOPT_COPYPOSTFIELDS, "")
      } else {
        body.withUnsafeBytes { bytes in
          _ = ccurl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress)
        }
      }
      if request.method == "POST" { return }
    } else if request.method == "GET" {
      return
    } else if request.method == "HEAD" {
      ccurl_set_long(pointer, CURLOPT_NOBODY, 1)
      return
    }
    ccurl_set_string(pointer, CURLOPT_CUSTOMREQUEST, request.method)
  }

  private func setHeaders(_ request: HTTPRequest) {
    var hasContentType = false
    for (name, value) in request.headers {
      // libcurl takes "name:" as an order to leave the field out, and "name;" as an empty one.
      headerList = curl_slist_append(headerList, value.isEmpty ? "\(name);" : "\(name): \(value)")
      if name.utf8.count == 12, name.lowercased() == "content-type" { hasContentType = true }
    }
    // Without this, libcurl waits up to a second for "100 Continue" before it sends a body.
    headerList = curl_slist_append(headerList, "Expect:")
    if !hasContentType { headerList = curl_slist_append(headerList, "Content-Type:") }
    ccurl_set_pointer(pointer, CURLOPT_HTTPHEADER, headerList)
  }

  /// Zero would mean "for ever" to libcurl.
  private func milliseconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    let whole = Int(clamping: min(seconds, 1_000_000)) * 1_000
    return max(1, whole + Int(attoseconds / 1_000_000_000_000_000))
  }

  /// What libcurl says about the last failure; holds neither query nor headers.
  var failureText: String { String(cString: errorText) }

  func long(_ info: CURLINFO) -> Int {
    var value = 0
    ccurl_get_long(pointer, info, &value)
    return value
  }

  func microseconds(_ info: CURLINFO) -> Duration {
    var value: Int64 = 0
    ccurl_get_large(pointer, info, &value)
    return .microseconds(value)
  }
}

/// libcurl calls these on the driver's thread with the transfer as context.
private let receiveBody: ccurl_write_fn = { bytes, size, count, context in
  guard let bytes, let context else { return 0 }
  let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  let length = size * count
  return UnsafeRawPointer(bytes).withMemoryRebound(to: UInt8.self, capacity: length) {
    switch transfer.receive(body: UnsafeBufferPointer(start: $0, count: length)) {
    case .accepted: length
    case .full: Int(CURL_WRITEFUNC_PAUSE)
    case .refused: length == 0 ? 1 : 0
    }
  }
}

private let receiveHeader: ccurl_write_fn = { bytes, size, count, context in
  guard let bytes, let context else { return 0 }
  let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  let length = size * count
  return UnsafeRawPointer(bytes).withMemoryRebound(to: UInt8.self, capacity: length) {
    transfer.receive(header: UnsafeBufferPointer(start: $0, count: length)) ? length : 0
  }
}

private let noteProgress: ccurl_progress_fn = { context, _, _, _, uploaded in
  guard let context else { return 0 }
  let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
  transfer.noteProgress(uploaded: Int64(uploaded))
  return 0
}
