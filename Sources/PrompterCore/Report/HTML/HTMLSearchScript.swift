/// The page's script: it sorts, filters and searches the candidates, and builds no markup from data.
enum HTMLSearchScript {
  static let text = #"""
    "use strict";
    (() => {
      const reveal = () => {
        const target = /^#c\d+$/.test(location.hash) && document.querySelector(location.hash);
        if (!target) return;
        target.hidden = false;
        target.open = true;
        target.scrollIntoView();
        target.querySelector("summary").focus({ preventScroll: true });
      };
      addEventListener("hashchange", reveal);
      const list = document.getElementById("list");
      const controls = document.getElementById("controls");
      if (!list || !controls) return;
      const find = (id) => document.getElementById(id);
      const [state, field, search, shown] = ["state", "field", "search", "shown"].map(find);
      const rows = Array.from(list.children, (element) => ({
        element,
        order: Number(element.dataset.order),
        n: Number(element.dataset.n),
        states: new Set(element.dataset.state.split(" ")),
        means: element.dataset.means.split(" "),
        mean: element.querySelector(".mean"),
        full: element.querySelector(".full"),
        text: null,
      }));
      let column = 0;
      const show = () => {
        column = field.value === "" ? 0 : Number(field.value) + 1;
        for (const row of rows) {
          const mean = row.means[column];
          row.mean.textContent = mean || "–";
          row.full.setAttribute("width", String(40 * Number(mean)));
        }
      };
      const has = (row, words) => {
        if (words.length === 0) return true;
        // Read once, and only when something is searched for.
        row.text ??= row.element.textContent.toLowerCase();
        return words.every((word) => row.text.includes(word));
      };
      const filter = () => {
        const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
        let count = 0;
        for (const row of rows) {
          const fits = (state.value === "all" || row.states.has(state.value)) && has(row, words);
          row.element.hidden = !fits;
          if (fits) count += 1;
        }
        shown.textContent = count + " of " + rows.length + " candidates";
      };
      const compare = {
        order: (a, b) => a.order - b.order,
        score: (a, b) => Number(a.means[column] || -1) - Number(b.means[column] || -1),
        n: (a, b) => a.n - b.n,
      };
      const buttons = Array.from(controls.querySelectorAll("[data-sort]"));
      let key = "order";
      let way = 1;
      const sort = () => {
        rows.sort((a, b) => way * compare[key](a, b) || a.order - b.order);
        list.append(...rows.map((row) => row.element));
        for (const button of buttons) {
          const isOn = button.dataset.sort === key;
          button.setAttribute("aria-pressed", String(isOn));
          button.querySelector(".way").textContent = isOn ? (way > 0 ? " ↑" : " ↓") : "";
          button.title = isOn ? (way > 0 ? "ascending" : "descending") : "";
        }
      };
      for (const button of buttons) {
        button.addEventListener("click", () => {
          // The best, and what is known best, are looked for first.
          way = key === button.dataset.sort ? -way : button.dataset.sort === "order" ? 1 : -1;
          key = button.dataset.sort;
          sort();
        });
      }
      field.addEventListener("input", () => {
        show();
        sort();
      });
      controls.addEventListener("input", filter);
      controls.addEventListener("submit", (event) => event.preventDefault());
      controls.hidden = false;
      show();
      sort();
      filter();
      reveal();
    })();

    """#
}
