/// The script of evaluations and comparisons: it sorts, filters and searches the rows, and builds no
/// markup from data.
enum HTMLScript {
  static let text = #"""
    "use strict";
    (() => {
      const list = document.getElementById("list");
      const controls = document.getElementById("controls");
      if (!list || !controls) return;
      const find = (id) => document.getElementById(id);
      const [state, field, search, shown] = ["state", "field", "search", "shown"].map(find);
      const limit = find("confidence-limit");
      const most = find("most");
      const number = (text) => (text === "" ? null : Number(text));
      const rows = Array.from(list.children, (element) => ({
        element,
        id: element.querySelector(".id").textContent,
        order: Number(element.dataset.order),
        score: number(element.dataset.score),
        confidence: number(element.dataset.confidence),
        states: new Set(element.dataset.state.split(" ")),
        wrong: new Set(element.dataset.wrong.split(" ")),
        text: null,
      }));
      const has = (row, words) => {
        if (words.length === 0) return true;
        // Read once, and only when something is searched for.
        row.text ??= row.element.textContent.toLowerCase();
        return words.every((word) => row.text.includes(word));
      };
      const filter = () => {
        const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
        const most100 = limit ? Number(limit.value) : 100;
        if (most) most.value = most100 + " %";
        let count = 0;
        for (const row of rows) {
          const fits =
            (state.value === "all" || row.states.has(state.value)) &&
            (field.value === "" || row.wrong.has(field.value)) &&
            (most100 === 100 || (row.confidence !== null && row.confidence * 100 <= most100)) &&
            has(row, words);
          row.element.hidden = !fits;
          if (fits) count += 1;
        }
        shown.textContent = count + " of " + rows.length + " " + list.dataset.noun;
      };
      const collator = new Intl.Collator(undefined, { numeric: true });
      const compare = {
        order: (a, b) => a.order - b.order,
        id: (a, b) => collator.compare(a.id, b.id),
        score: (a, b) => (a.score ?? -2) - (b.score ?? -2),
        confidence: (a, b) => (a.confidence ?? 2) - (b.confidence ?? 2),
      };
      const buttons = Array.from(controls.querySelectorAll("[data-sort]"));
      let key = "order";
      let way = 1;
      const sort = () => {
        rows.sort((a, b) => way * compare[key](a, b) || a.order - b.order);
        // Thousands of elements are moved out of the page's sight, and only when the order changes.
        if (rows.some((row, place) => list.children[place] !== row.element)) {
          const place = list.nextSibling;
          const parent = list.parentNode;
          list.remove();
          list.replaceChildren(...rows.map((row) => row.element));
          parent.insertBefore(list, place);
        }
        for (const button of buttons) {
          const isOn = button.dataset.sort === key;
          button.setAttribute("aria-pressed", String(isOn));
          button.querySelector(".way").textContent =
            isOn ? (way > 0 ? " ↑" : " ↓") : "";
          button.title = isOn ? (way > 0 ? "ascending" : "descending") : "";
        }
      };
      for (const button of buttons) {
        button.addEventListener("click", () => {
          way = key === button.dataset.sort ? -way : 1;
          key = button.dataset.sort;
          sort();
        });
      }
      for (const link of document.querySelectorAll("a[data-field]")) {
        link.addEventListener("click", () => {
          field.value = link.dataset.field;
          state.value = "all";
          filter();
        });
      }
      controls.addEventListener("input", filter);
      controls.addEventListener("submit", (event) => event.preventDefault());
      controls.hidden = false;
      sort();
      filter();
    })();

    """#
}
