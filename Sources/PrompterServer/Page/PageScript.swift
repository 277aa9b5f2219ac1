/// What the page does.
///
/// Texts of documents and answers are only ever put into the page as text, never as markup.
enum PageScript {
  static let javaScript = #"""
    'use strict';
    const at = (id) => document.getElementById(id);
    const made = (name, text, classes) => {
      const element = document.createElement(name);
      if (text !== undefined) element.textContent = text;
      if (classes) element.className = classes;
      return element;
    };
    let file = null;
    let asked = null;

    function say(text, isBad) {
      at('said').textContent = text;
      at('said').className = isBad ? 'bad' : '';
    }

    function headers(more) {
      const token = at('token').value.trim();
      return token ? {...more, Authorization: 'Bearer ' + token} : more;
    }

    async function call(path, options) {
      const answer = await fetch(path, options);
      const type = answer.headers.get('content-type') || '';
      const body = type.includes('json') ? await answer.json() : {detail: await answer.text()};
      if (!answer.ok) {
        const problem = new Error(body.detail || body.title || 'status ' + answer.status);
        problem.body = body;
        problem.status = answer.status;
        throw problem;
      }
      return body;
    }

    async function loadPrompters() {
      try {
        const {prompters} = await call('v1/prompters', {headers: headers({})});
        const first = at('first'), second = at('second');
        first.replaceChildren();
        second.replaceChildren(new Option('nothing', ''));
        for (const prompter of prompters) {
          const label = prompter.name + (prompter.title ? ' (' + prompter.title + ')' : '');
          first.append(new Option(label, prompter.name));
          second.append(new Option(label, prompter.name));
        }
        say('');
      } catch (error) {
        if (error.status === 401) at('access').open = true;
        say(error.status === 401 ? 'Enter a token to go on.' : error.message, true);
      }
    }

    function base64(buffer) {
      const bytes = new Uint8Array(buffer);
      let text = '';
      for (let start = 0; start < bytes.length; start += 32768) {
        text += String.fromCharCode.apply(null, bytes.subarray(start, start + 32768));
      }
      return btoa(text);
    }

    async function item(prompter) {
      if (!file) return {prompter, text: at('document').value};
      // Its text is shown with the evidence, and goes along with a correction.
      return {prompter, file: base64(await file.arrayBuffer()), file_name: file.name, with_text: true};
    }

    async function ask(event) {
      event.preventDefault();
      if (!file && !at('document').value.trim()) {
        say('Paste a text or choose a file first.', true);
        at('document').focus();
        return;
      }
      const names = [at('first').value, at('second').value].filter((name, index, all) =>
        name && all.indexOf(name) === index);
      at('send').disabled = true;
      say('Extracting …');
      asked = {text: file ? null : at('document').value};
      const answers = await Promise.all(names.map(async (name) => {
        try {
          const line = await call('v1/extract', {
            method: 'POST', headers: headers({'Content-Type': 'application/json'}),
            body: JSON.stringify(await item(name))});
          return {name, line};
        } catch (error) {
          return {name, error};
        }
      }));
      const read = answers.find((answer) => answer.line && answer.line.text !== undefined);
      if (read) asked.text = read.line.text;
      await Promise.all(answers.filter((answer) => answer.line).map(async (answer) => {
        answer.schema = await schemaOf(answer.name);
      }));
      at('send').disabled = false;
      show(answers);
      const failed = answers.filter((answer) => answer.error).length;
      say(failed ? failed + ' of ' + answers.length + ' gave no record.' : 'Done.', failed > 0);
    }

    // The schema of a prompter; without one every value is edited as a text.
    const schemas = new Map();
    async function schemaOf(name) {
      if (!schemas.has(name)) {
        try {
          schemas.set(name, await call('v1/schema?prompter=' + encodeURIComponent(name),
            {headers: headers({})}));
        } catch { return {}; }
      }
      return schemas.get(name);
    }

    // The choices of a leaf whose schema is a plain list of texts; null for all others.
    function choices(root, steps) {
      let schema = root;
      for (const step of [...steps, null]) {
        for (let hops = 0; schema && typeof schema.$ref === 'string' && hops < 16; hops += 1) {
          if (!schema.$ref.startsWith('#/')) return null;
          schema = schema.$ref.slice(2).split('/').reduce((place, key) => place
            && place[key.replaceAll('~1', '/').replaceAll('~0', '~')], root);
        }
        if (!schema) return null;
        if (step === null) break;
        schema = typeof step === 'number' ? schema.items : (schema.properties || {})[step];
      }
      const values = schema.enum;
      if (!Array.isArray(values)) return null;
      return values.every((value) => typeof value === 'string' || value === null) ? values : null;
    }

    // The leaves of a record by their paths, as the service writes them.
    function leaves(value, path, found, steps = []) {
      if (Array.isArray(value)) {
        value.forEach((item, index) =>
          leaves(item, path + '[' + index + ']', found, [...steps, index]));
      } else if (value !== null && typeof value === 'object') {
        for (const key of Object.keys(value)) {
          const step = /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key)
            ? (path ? '.' : '') + key : '[' + JSON.stringify(key) + ']';
          leaves(value[key], path + step, found, [...steps, key]);
        }
      } else {
        found.push([path, value, steps]);
      }
      return found;
    }

    function trust(confidence) {
      if (confidence === null || confidence === undefined) return ['none', 'not known'];
      const percent = Math.floor(confidence * 100) + ' %';
      if (confidence >= 0.9) return ['high', percent + ' sure'];
      if (confidence >= 0.6) return ['middle', percent + ' likely'];
      return ['low', percent + ' doubtful'];
    }

    function shown(value) {
      return value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
    }

    function show(answers) {
      const results = at('results');
      results.replaceChildren();
      const lines = answers.filter((answer) => answer.line);
      const values = lines.map(({line}) => new Map(leaves(line.data, '', [])));
      // Records of other schemas have nothing to be compared.
      const isAlike = values.length > 1
        && [...values[0].keys()].some((path) => values[1].has(path));
      const differs = (path) => isAlike
        && new Set(values.map((map) => JSON.stringify(map.get(path)))).size > 1;
      for (const answer of answers) {
        results.append(answer.line ? record(answer, differs) : problem(answer));
      }
      mark(lines);
    }

    function problem({name, error}) {
      const section = made('section', undefined, 'result');
      section.append(made('h2', name), made('p', error.message, 'problem'));
      for (const fault of (error.body && error.body.errors) || []) {
        section.append(made('p', fault.path + ': ' + fault.message, 'problem'));
      }
      return section;
    }

    function record({name, line, schema}, differs) {
      const section = made('section', undefined, 'result');
      section.append(made('h2', name));
      const table = made('table');
      const [kind, words] = trust(line.confidence);
      const caption = made('caption', line.prompter + ', ' + line.model + ', whole record: ');
      caption.append(made('span', words, 'trust ' + kind));
      table.append(caption);
      const head = made('tr');
      for (const title of ['Field', 'Value', 'Confidence']) {
        const cell = made('th', title);
        cell.scope = 'col';
        head.append(cell);
      }
      const top = made('thead');
      top.append(head);
      const body = made('tbody');
      const rows = leaves(line.data, '', []);
      for (const [path, value, steps] of rows) {
        body.append(row(path, value, line, differs(path), choices(schema || {}, steps)));
      }
      table.append(top, body);
      section.append(table, actions(name, line, body));
      return section;
    }

    function editor(value, choices) {
      if (!choices || !choices.includes(value)) return made('input');
      const select = made('select');
      for (const choice of choices) select.append(new Option(shown(choice), shown(choice)));
      return select;
    }

    function row(path, value, line, differs, choices) {
      const known = line.fields[path] || {};
      const row = made('tr', undefined, differs ? 'differs' : '');
      row.dataset.path = path;
      const title = made('th', path);
      title.scope = 'row';
      const cell = made('td');
      const input = editor(value, choices);
      input.value = shown(value);
      input.setAttribute('aria-label', path + (differs ? ', differs' : ''));
      cell.append(input);
      const [kind, words] = trust(known.confidence);
      const sure = made('td');
      sure.append(made('span', words, 'trust ' + kind));
      if (known.evidence == null && asked.text !== null && value !== null) {
        sure.append(made('div', 'not in the text', 'hint'));
      }
      row.append(title, cell, sure);
      const light = (isOn) => () => lightUp(known.evidence, row, isOn);
      row.addEventListener('mouseenter', light(true));
      row.addEventListener('mouseleave', light(false));
      input.addEventListener('focus', light(true));
      input.addEventListener('blur', light(false));
      return row;
    }

    function lightUp(evidence, row, isOn) {
      row.classList.toggle('lit', isOn);
      if (!evidence) return;
      const mark = at('source').querySelector(
        '[data-start="' + evidence[0] + '"][data-end="' + evidence[1] + '"]');
      if (!mark) return;
      mark.classList.toggle('lit', isOn);
      if (isOn) mark.scrollIntoView({block: 'nearest'});
    }

    // Evidence counts Unicode scalars, as the code points of a string do.
    function mark(lines) {
      at('shown').hidden = asked.text === null || lines.length === 0;
      if (at('shown').hidden) return;
      const scalars = Array.from(asked.text);
      const spans = new Map();
      for (const {line} of lines) {
        for (const path of Object.keys(line.fields)) {
          const span = line.fields[path].evidence;
          if (!span) continue;
          const key = span.join('-');
          if (!spans.has(key)) spans.set(key, {span, paths: new Set()});
          spans.get(key).paths.add(path);
        }
      }
      const source = at('source');
      source.replaceChildren();
      let place = 0;
      const ordered = [...spans.values()].sort((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1]);
      for (const {span: [start, end], paths} of ordered) {
        if (start < place) continue;
        source.append(scalars.slice(place, start).join(''));
        const mark = made('mark', scalars.slice(start, end).join(''));
        mark.dataset.start = start;
        mark.dataset.end = end;
        mark.title = [...paths].join(', ');
        source.append(mark);
        place = end;
      }
      source.append(scalars.slice(place).join(''));
    }

    // A value as the person typed it, of the type that was there before.
    function typed(text, old, isChoice) {
      if (text === shown(old)) return old;
      if (isChoice) return text === '' ? null : text;
      if (text === '') return typeof old === 'string' ? '' : null;
      if (typeof old === 'string') return text;
      try { return JSON.parse(text); } catch { return text; }
    }

    function corrected(value, path, texts) {
      if (Array.isArray(value)) {
        return value.map((item, index) => corrected(item, path + '[' + index + ']', texts));
      }
      if (value !== null && typeof value === 'object') {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => {
          const step = /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key)
            ? (path ? '.' : '') + key : '[' + JSON.stringify(key) + ']';
          return [key, corrected(item, path + step, texts)];
        }));
      }
      return typed(texts.get(path).value, value, texts.get(path).localName === 'select');
    }

    function actions(name, line, body) {
      const actions = made('div', undefined, 'actions');
      const send = made('button', 'Send correction');
      const right = made('button', 'All right');
      send.type = right.type = 'button';
      send.addEventListener('click', () => {
        const texts = new Map([...body.querySelectorAll('tr')].map((row) =>
          [row.dataset.path, row.querySelector('input, select')]));
        feedback(name, line, {record: corrected(line.data, '', texts)});
      });
      right.addEventListener('click', () => feedback(name, line, {record: line.data}));
      actions.append(right, send);
      return actions;
    }

    async function feedback(name, line, judgement) {
      const {text, ...extraction} = line;
      try {
        await call('v1/feedback', {
          method: 'POST', headers: headers({'Content-Type': 'application/json'}),
          body: JSON.stringify({id: line.id, prompter: name, ...judgement,
            ...(asked.text === null ? {} : {text: asked.text, extraction})})});
        say('Thank you: your word on ' + name + ' is kept.');
      } catch (error) {
        say(error.message, true);
      }
    }

    function choose(chosen) {
      file = chosen;
      at('chosen').textContent = chosen ? chosen.name : '';
      at('document').disabled = Boolean(chosen);
      if (chosen) say(chosen.name + ' is chosen.');
    }

    function clear() {
      choose(null);
      at('file').value = '';
      at('document').value = '';
      at('results').replaceChildren();
      at('shown').hidden = true;
      say('');
      at('document').focus();
    }

    at('ask').addEventListener('submit', ask);
    at('clear').addEventListener('click', clear);
    at('file').addEventListener('change', (event) => choose(event.target.files[0] || null));
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) at('ask').requestSubmit();
    });
    // A drop anywhere counts: beside the field a browser would leave the page for the file.
    document.addEventListener('dragover', (event) => {
      event.preventDefault();
      document.body.classList.add('over');
    });
    document.addEventListener('dragleave', (event) => {
      if (!event.relatedTarget) document.body.classList.remove('over');
    });
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      document.body.classList.remove('over');
      if (event.dataTransfer.files.length) choose(event.dataTransfer.files[0]);
      else if (event.dataTransfer.getData('text')) {
        choose(null);
        at('document').value = event.dataTransfer.getData('text');
      }
    });
    at('token').value = sessionStorage.getItem('token') || '';
    at('token').addEventListener('change', () => {
      sessionStorage.setItem('token', at('token').value);
      loadPrompters();
    });
    loadPrompters();

    """#
}
