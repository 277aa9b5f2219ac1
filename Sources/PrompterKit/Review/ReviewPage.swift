/// The page on which records are reviewed; it loads nothing from elsewhere.
enum ReviewPage {
  static let html = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Review</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/review.css">
    </head>
    <body>
    <a class="skip" href="#fields">to the fields</a>
    <header>
      <h1>Review</h1>
      <p id="left"></p>
      <div class="pick">
        <span><label for="status">Show</label>
          <select id="status">
            <option value="open">open</option><option value="all">all</option>
          </select></span>
        <span class="wide"><label for="records">Record</label>
          <select id="records"></select></span>
        <button id="previous" aria-keyshortcuts="k">Previous <kbd>k</kbd></button>
        <button id="next" aria-keyshortcuts="j">Next <kbd>j</kbd></button>
      </div>
    </header>
    <p id="said" role="status" aria-live="polite"></p>
    <main hidden>
      <section id="source" aria-labelledby="source-title">
        <h2 id="source-title">Document</h2>
        <div id="pictures"></div>
        <div id="text" tabindex="0" role="region" aria-labelledby="source-title" dir="auto"></div>
      </section>
      <section aria-labelledby="record-title">
        <h2 id="record-title">Record <span id="state" class="chip"></span></h2>
        <p id="facts"></p>
        <ul id="reasons" aria-label="why this is to be looked at"></ul>
        <form id="fields" autocomplete="off" novalidate tabindex="-1"></form>
        <div class="actions">
          <button id="decide" class="main" aria-keyshortcuts="Control+Enter a">
            <span id="decide-word">Accept</span> <kbd>a</kbd></button>
          <button id="undo" type="button" hidden>Undo changes</button>
        </div>
      </section>
    </main>
    <details class="keys">
      <summary>Keys</summary>
      <dl>
        <div><dt><kbd>a</kbd></dt><dd>accept the record as it is</dd></div>
        <div><dt><kbd>e</kbd></dt><dd>edit the field that is trusted least</dd></div>
        <div><dt><kbd>Tab</kbd></dt><dd>next field; its place in the document lights up</dd></div>
        <div><dt><kbd>Ctrl</kbd> <kbd>Enter</kbd></dt><dd>save, and go on; accept without changes</dd></div>
        <div><dt><kbd>Esc</kbd></dt><dd>leave the field</dd></div>
        <div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next and previous record</dd></div>
      </dl>
    </details>
    <noscript><p>This page needs JavaScript.</p></noscript>
    <script src="/review.js"></script>
    </body>
    </html>

    """
}
