extension ReviewPage {
  /// Shows a record beside its document and takes down what a person decides.
  ///
  /// Texts of documents and records only ever become text nodes.
  static let script = #"""
    "use strict";
    const at = id => document.getElementById(id);
    const make = (name, text, kind) => {
      const node = document.createElement(name);
      if (text !== undefined) node.textContent = text;
      if (kind) node.className = kind;
      return node;
    };
    let items = [], place = -1, item = null, inputs = [], isBusy = false;

    const say = (text, isBad = false) => {
      at("said").textContent = text;
      at("said").className = isBad ? "bad" : "";
    };

    async function ask(path, body) {
      const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body),
        headers: { "Content-Type": "application/json" } };
      const answer = await fetch(path, init);
      const json = await answer.json();
      if (!answer.ok) throw Object.assign(new Error(json.error), { path: json.path });
      return json;
    }

    const sure = value => value === null ? "not calibrated" : "confidence " + value.toFixed(2);

    async function load(wanted) {
      const list = await ask("/api/reviews?status=" + at("status").value);
      items = list.items;
      at("left").textContent = `${list.open} open, ${list.accepted} accepted, ` +
        `${list.corrected} corrected`;
      at("records").replaceChildren(...items.map((each, index) => {
        const option = make("option", each.id + (each.confidence === null ? ""
          : "  " + each.confidence.toFixed(2)) + (each.status === "open" ? "" : "  " + each.status));
        option.value = index;
        return option;
      }));
      const found = items.findIndex(each => each.id === wanted);
      await show(found >= 0 ? found : Math.min(Math.max(place, 0), items.length - 1));
    }

    async function show(index) {
      document.querySelector("main").hidden = index < 0 || index >= items.length;
      at("previous").disabled = index <= 0;
      at("next").disabled = index >= items.length - 1;
      if (index < 0 || index >= items.length) {
        place = -1;
        item = null;
        return say("Nothing is left to be looked at.");
      }
      place = index;
      item = await ask("/api/review?id=" + encodeURIComponent(items[index].id));
      at("records").value = index;
      at("state").textContent = item.status;
      at("state").className = "chip " + item.status;
      at("facts").textContent = [item.id, sure(item.confidence), item.prompter, item.model]
        .filter(Boolean).join(" · ");
      at("reasons").replaceChildren(...item.reasons.map(reason => make("li",
        reason.code.replaceAll("_", " ") +
          (reason.fields.length ? ": " + reason.fields.join(", ") : ""))));
      at("pictures").replaceChildren(...item.images.map((source, number) => {
        const picture = make("img");
        picture.src = source;
        picture.alt = "picture " + (number + 1) + " of the document";
        return picture;
      }));
      showText();
      showFields();
      at("text").scrollTop = 0;
      at("fields").scrollTop = 0;
    }

    // Places are counted in Unicode scalars, as an array of a string's characters does.
    function showText() {
      const scalars = Array.from(item.text);
      const spans = item.form.flatMap((field, index) => field.evidence
        .filter(([start, end]) => start < end && end <= scalars.length)
        .map(([start, end]) => ({ start, end, index })));
      const edges = [...new Set([0, scalars.length, ...spans.flatMap(s => [s.start, s.end])])]
        .sort((a, b) => a - b);
      const parts = [];
      for (let i = 0; i + 1 < edges.length; i++) {
        const text = scalars.slice(edges[i], edges[i + 1]).join("");
        const over = spans.filter(s => s.start <= edges[i] && s.end >= edges[i + 1]);
        if (!over.length) { parts.push(document.createTextNode(text)); continue; }
        const mark = make("mark", text);
        mark.dataset.fields = " " + over.map(s => s.index).join(" ") + " ";
        mark.title = over.map(s => item.form[s.index].path).join(", ");
        mark.addEventListener("click", () => inputs[over[0].index].focus());
        parts.push(mark);
      }
      at("text").replaceChildren(...parts);
    }

    function light(index) {
      let first = null;
      for (const mark of at("text").querySelectorAll("mark")) {
        const isLit = index !== null && mark.dataset.fields.includes(" " + index + " ");
        mark.classList.toggle("lit", isLit);
        if (isLit && !first) first = mark;
      }
      if (!first) return;
      // The text alone moves, not the page.
      const box = at("text");
      const middle = first.offsetTop - box.offsetTop - box.clientHeight / 2;
      if (first.offsetTop - box.offsetTop < box.scrollTop ||
          first.offsetTop - box.offsetTop > box.scrollTop + box.clientHeight - 24) {
        box.scrollTop = Math.max(0, middle);
      }
    }

    function input(field) {
      if (field.kind === "choice" || field.kind === "boolean") {
        const select = make("select");
        const values = field.kind === "boolean" ? ["true", "false"] : field.choices;
        const all = field.optional || !values.includes(field.value) ? ["", ...values] : values;
        select.append(...all.map(value => {
          const option = make("option", value === "" ? "(none)" : value);
          option.value = value;
          return option;
        }));
        return select;
      }
      const isShort = field.kind === "text" && field.value.length <= 60 &&
        !field.value.includes("\n");
      if (field.kind === "number" || isShort) {
        const line = make("input");
        if (field.kind === "number") line.inputMode = "decimal";
        line.dir = "auto";
        line.spellcheck = false;
        return line;
      }
      const area = make("textarea", undefined, field.kind === "json" ? "json" : "");
      area.rows = Math.min(12, Math.max(1, field.value.split("\n").length,
        Math.ceil(field.value.length / 60)));
      area.dir = "auto";
      area.spellcheck = false;
      return area;
    }

    function showFields() {
      inputs = item.form.map((field, index) => {
        const node = input(field);
        node.id = "field-" + index;
        node.value = field.value;
        node.addEventListener("focus", () => light(index));
        node.addEventListener("blur", () => light(null));
        node.addEventListener("input", () => mark(index, ""));
        return node;
      });
      at("fields").replaceChildren(...item.form.map((field, index) => {
        const box = make("div", undefined, "field");
        box.classList.toggle("weak", field.flags.length > 0);
        const top = make("div", undefined, "top");
        const label = make("label", field.path);
        label.htmlFor = "field-" + index;
        const facts = [field.confidence === null ? "" : field.confidence.toFixed(2),
          ...new Set(field.flags.map(flag => flag.replaceAll("_", " ")))].filter(Boolean);
        const note = make("span", facts.join(" · "), "sure");
        note.id = "sure-" + index;
        top.append(label, note);
        const hint = make("p", field.description ?? "", "hint");
        hint.id = "hint-" + index;
        const fault = make("p", "", "fault");
        fault.id = "fault-" + index;
        inputs[index].setAttribute("aria-describedby",
          [note, hint, fault].map(each => each.id).join(" "));
        box.append(top, inputs[index], hint, fault);
        hint.hidden = !hint.textContent;
        return box;
      }));
      refresh();
    }

    function mark(index, fault) {
      inputs[index].setAttribute("aria-invalid", fault ? "true" : "false");
      at("fault-" + index).textContent = fault;
      refresh();
    }

    const changed = () => item.form.map((field, index) => [field, inputs[index]])
      .filter(([field, node]) => node.value !== field.value);

    function refresh() {
      const count = changed().length;
      at("decide-word").textContent = count ? "Save correction" : "Accept";
      at("decide").querySelector("kbd").textContent = count ? "Ctrl Enter" : "a";
      at("undo").hidden = !count;
      inputs.forEach((node, index) => node.closest(".field")?.classList
        .toggle("changed", node.value !== item.form[index].value));
    }

    async function decide() {
      if (!item || isBusy) return;
      isBusy = true;
      const changes = Object.fromEntries(changed().map(([field, node]) => [field.path, node.value]));
      const isChanged = Object.keys(changes).length > 0;
      try {
        const done = isChanged ? await ask("/api/correct", { id: item.id, changes })
          : item.status === "open" ? await ask("/api/accept", { id: item.id }) : item;
        const isOpenList = at("status").value === "open";
        const next = items[place + 1]?.id;
        document.activeElement?.blur();
        if (!isOpenList && next) place += 1;
        await load(next);
        if (item) say(`${done.id}: ${done.status}.`);
        else say(`${done.id}: ${done.status}. Nothing is left to be looked at.`);
      } catch (error) {
        const index = item.form.findIndex(field => field.path === error.path ||
          (error.path ?? "").startsWith(field.path));
        if (index >= 0) { mark(index, error.message); inputs[index].focus(); }
        say("Not saved: " + (error.path ? error.path + ": " : "") + error.message, true);
      } finally { isBusy = false; }
    }

    const move = step => {
      if (item && changed().length) return say("Save the changes first, or undo them.", true);
      const target = place + step;
      if (target >= 0 && target < items.length) {
        say("");
        show(target).catch(error => say(error.message, true));
      }
    };

    function weakest() {
      const ranked = item.form.map((field, index) => ({ index, weak: field.flags.length > 0,
        sure: field.confidence ?? 2 })).sort((a, b) => b.weak - a.weak || a.sure - b.sure);
      return ranked[0]?.index ?? 0;
    }

    document.addEventListener("keydown", event => {
      if (event.isComposing) return;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        return decide();
      }
      const isField = event.target.closest?.("input, textarea, select");
      if (event.key === "Escape" && isField) return event.target.blur();
      if (isField || event.ctrlKey || event.metaKey || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key === "j") move(1);
      else if (key === "k") move(-1);
      else if (key === "a" && item) {
        if (changed().length) say("There are changes: Ctrl Enter saves them.", true);
        else decide();
      } else if (key === "e" && item) {
        event.preventDefault();
        const node = inputs[weakest()];
        node?.focus();
        node?.select?.();
      }
    });
    at("fields").addEventListener("submit", event => event.preventDefault());
    at("decide").addEventListener("click", decide);
    at("undo").addEventListener("click", () => { showFields(); say("Changes undone."); });
    at("previous").addEventListener("click", () => move(-1));
    at("next").addEventListener("click", () => move(1));
    at("records").addEventListener("change", event => {
      const target = Number(event.target.value);
      event.target.value = place;
      move(target - place);
    });
    at("status").addEventListener("change", () => {
      place = 0;
      load(item?.id).catch(error => say(error.message, true));
    });
    load().catch(error => say(error.message, true));

    """#
}
