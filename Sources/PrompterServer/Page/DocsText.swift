/// The page that lists the routes, made from the description that the service gives of itself.
enum DocsText {
  static let html = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>prompter: API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="page.css">
    </head>
    <body>
    <header><h1>API</h1><p><a href="./">Try it</a> <a href="openapi.json">openapi.json</a></p></header>
    <main id="routes"><p role="status">Loading …</p></main>
    <noscript><p>The whole description is in <a href="openapi.json">openapi.json</a>.</p></noscript>
    <script src="docs.js"></script>
    </body>
    </html>

    """

  static let javaScript = #"""
    'use strict';
    const made = (name, text) => {
      const element = document.createElement(name);
      element.textContent = text;
      return element;
    };
    // Where tokens are asked for, the one that was entered on the page to try it is used.
    const token = sessionStorage.getItem('token');
    const headers = token ? {Authorization: 'Bearer ' + token} : {};
    fetch('openapi.json', {headers}).then((answer) => answer.json()).then((api) => {
      const main = document.getElementById('routes');
      main.replaceChildren();
      if (!api.paths) {
        main.append(made('p', 'A token is needed: enter it on the page to try it, then come back.'));
        return;
      }
      for (const [path, operations] of Object.entries(api.paths)) {
        for (const [method, operation] of Object.entries(operations)) {
          if (!operation.responses) continue;
          const section = document.createElement('section');
          section.append(made('h2', method.toUpperCase() + ' ' + path));
          section.append(made('p', operation.summary));
          const taken = Object.keys((operation.requestBody || {content: {}}).content);
          if (taken.length) section.append(made('p', 'takes ' + taken.join(', ')));
          for (const [status, answer] of Object.entries(operation.responses)) {
            const types = Object.keys(answer.content || {}).join(', ');
            section.append(made('p', (status === 'default' ? 'else' : status) + ': '
              + (answer.description || 'a problem, application/problem+json')
              + (types ? ' (' + types + ')' : '')));
          }
          main.append(section);
        }
      }
      const records = document.createElement('section');
      records.append(made('h2', 'Records'));
      for (const [name, schema] of Object.entries(api.components.schemas)) {
        if (!name.startsWith('Record_')) continue;
        records.append(made('h3', name), made('pre', JSON.stringify(schema, null, 2)));
      }
      main.append(records);
    });

    """#
}
