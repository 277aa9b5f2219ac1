"""Opens a report in headless Chromium and times what its script does: `page.py report.html`.

The page gets marks before and after its own script, and a second script that filters, sorts and
searches as a reader would and writes the times into the page, from where they are read. Prints the
best of five runs, in milliseconds.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

DRIVE = """
<script>
(() => {
  const times = { script: performance.now() - window.began };
  const settle = () => document.body.offsetHeight;
  let from = performance.now();
  settle();
  times["first layout"] = performance.now() - from;
  const find = (id) => document.getElementById(id);
  const step = (name, act) => {
    from = performance.now();
    act();
    settle();
    times[name] = performance.now() - from;
  };
  const set = (id, value) => {
    const element = find(id);
    if (!element) return;
    element.value = value;
    element.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const options = Array.from(find("state").options, (option) => option.value);
  step("show " + options[1], () => set("state", options[1]));
  step("field", () => set("field", "0"));
  step("all again", () => { set("state", "all"); set("field", ""); });
  if (find("confidence-limit")) {
    step("confidence", () => set("confidence-limit", "60"));
    set("confidence-limit", "100");
  }
  step("sort by score", () => document.querySelector('[data-sort="score"]').click());
  step("sort by id", () => document.querySelector('[data-sort="id"]').click());
  step("search, first", () => set("search", "copper river"));
  step("search, again", () => set("search", "steel bw"));
  document.documentElement.dataset.times = JSON.stringify(times);
  // What is read back is small.
  document.body.textContent = "";
})();
</script>
"""


def main():
    html = pathlib.Path(sys.argv[1]).read_text()
    start = html.rindex("<script>")
    html = (html[:start] + "<script>window.began = performance.now();</script>\n"
            + html[start:].replace("</body>", DRIVE + "</body>"))
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page.html"
        page.write_text(html)
        for _ in range(5):
            out = subprocess.run(
                ["chromium", "--headless", "--no-sandbox", "--disable-gpu",
                 f"--user-data-dir={folder}/profile", "--dump-dom", f"file://{page}"],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.decode()
            found = re.search(r'data-times="([^"]*)"', out)
            runs.append(json.loads(found.group(1).replace("&quot;", '"')))
    for name in runs[0]:
        print(f"{name:>16}  {min(run[name] for run in runs):7.0f} ms")
    print(f"{'all':>16}  {min(sum(run.values()) for run in runs):7.0f} ms")


if __name__ == "__main__":
    main()
