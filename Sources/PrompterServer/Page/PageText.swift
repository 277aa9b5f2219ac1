/// The page on which people try the prompters; it loads nothing from elsewhere.
enum PageText {
  static let html = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>prompter</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="page.css">
    </head>
    <body>
    <a class="skip" href="#document">to the document</a>
    <header>
      <h1>prompter</h1>
      <details id="access">
        <summary>Token</summary>
        <label for="token">Bearer token</label>
        <input id="token" type="password" autocomplete="off" spellcheck="false">
        <p class="hint">Kept for this tab only.</p>
      </details>
    </header>
    <main>
      <form id="ask">
        <div class="choice">
          <label for="first">Prompter</label>
          <select id="first"></select>
          <label for="second">beside</label>
          <select id="second"></select>
        </div>
        <label for="document">Document</label>
        <textarea id="document" rows="10" dir="auto" spellcheck="false"
          aria-describedby="drop" placeholder="Paste a text, or drop a file anywhere"></textarea>
        <p id="drop" class="hint">Text, HTML, XML, mail or PDF; or
          <label class="file" for="file">choose a file</label>
          <input id="file" type="file" class="sr"
            accept=".txt,.text,.md,.markdown,.html,.htm,.xhtml,.xml,.eml,.pdf">
          <span id="chosen"></span></p>
        <button id="send" class="main" aria-keyshortcuts="Control+Enter">Extract
          <kbd>Ctrl</kbd> <kbd>Enter</kbd></button>
        <button id="clear" type="button">Clear</button>
      </form>
      <p id="said" role="status" aria-live="polite"></p>
      <section id="shown" aria-labelledby="shown-title" hidden>
        <h2 id="shown-title">Where the values stand</h2>
        <div id="source" tabindex="0" role="region" aria-labelledby="shown-title" dir="auto"></div>
      </section>
      <div id="results"></div>
    </main>
    <footer><a href="docs">API</a> <a href="openapi.json">OpenAPI</a></footer>
    <noscript><p>This page needs JavaScript.</p></noscript>
    <script src="page.js"></script>
    </body>
    </html>

    """
}
