/// The style of the page: light or dark as the reader's system says, one column on a phone.
enum PageStyle {
  static let css = """
    :root { color-scheme: light dark; --back: #fff; --card: #f6f7f9; --ink: #1c2024; --soft: #566069;
      --line: #d3d8de; --link: #0b5cad; --on-link: #fff; --high: #17692f; --middle: #7a5200;
      --low: #b42318; --none: #566069; --mark: #fff0b3; --mark-ink: #4a3800; --lit: #ffc94d; }
    @media (prefers-color-scheme: dark) {
      :root { --back: #14171a; --card: #1d2125; --ink: #e6e9ec; --soft: #a8b0b9; --line: #3b424a;
        --link: #79b8ff; --on-link: #10151b; --high: #6fdc8c; --middle: #f0b849; --low: #ff8a80;
        --none: #a8b0b9; --mark: #4a3f0a; --mark-ink: #ffe48a; --lit: #8a6a00; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 78rem; padding: 1.25rem 1rem 3rem; background: var(--back);
      color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
    h1 { margin: 0; font-size: 1.5rem; }
    h2 { margin: 1.6rem 0 .5rem; font-size: 1.15rem; overflow-wrap: anywhere; }
    a { color: var(--link); }
    :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
    [hidden] { display: none !important; }
    .sr, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden;
      clip-path: inset(50%); white-space: nowrap; }
    .sr:focus-visible + span { outline: 2px solid var(--link); }
    header { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: baseline;
      justify-content: space-between; margin-bottom: 1rem; }
    .hint { margin: .25rem 0; color: var(--soft); font-size: .875rem; }
    .file { color: var(--link); text-decoration: underline; cursor: pointer; }
    .choice { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-bottom: .75rem; }
    label { font-weight: 500; }
    input, select, textarea, button { font: inherit; color: inherit; background: var(--card);
      border: 1px solid var(--line); border-radius: .4rem; padding: .35rem .6rem; max-width: 100%; }
    textarea { display: block; width: 100%; margin-top: .25rem; resize: vertical;
      font: .9rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
    body.over textarea { outline: 3px dashed var(--link); }
    button { cursor: pointer; }
    button.main { background: var(--link); border-color: var(--link); color: var(--on-link);
      font-weight: 600; }
    button:disabled { opacity: .55; cursor: default; }
    kbd { font: .75rem ui-monospace, monospace; opacity: .8; }
    #said { min-height: 1.5rem; margin: .6rem 0; overflow-wrap: anywhere; }
    #said.bad { color: var(--low); }
    #source { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; overflow: auto;
      background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem;
      font: .9rem/1.6 ui-monospace, "DejaVu Sans Mono", monospace; }
    mark { background: var(--mark); color: var(--mark-ink); border-radius: .2rem; }
    mark.lit { background: var(--lit); outline: 2px solid var(--link); }
    #results { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr));
      gap: 1rem; align-items: start; }
    .result { min-width: 0; }
    table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
    caption { text-align: left; color: var(--soft); font-size: .875rem; padding-bottom: .3rem;
      overflow-wrap: anywhere; }
    th, td { padding: .35rem .5rem .35rem 0; text-align: left; vertical-align: top;
      border-bottom: 1px solid var(--line); }
    thead th { color: var(--soft); font-size: .85rem; font-weight: 500; }
    tbody th { font-weight: 500; overflow-wrap: break-word; max-width: 11rem; }
    td input { width: 100%; min-width: 6rem; }
    tr.lit { background: var(--card); }
    .trust { white-space: nowrap; font-size: .9rem; }
    .trust::before { content: ""; display: inline-block; width: .7rem; height: .7rem;
      border-radius: 50%; margin-right: .35rem; background: currentColor; }
    .high { color: var(--high); } .middle { color: var(--middle); } .low { color: var(--low); }
    .none { color: var(--none); } .none::before { background: none; border: 2px solid currentColor; }
    .differs td:nth-child(2) :is(input, select) { border-color: var(--middle); border-width: 2px; }
    .actions { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .75rem; }
    .problem { color: var(--low); overflow-wrap: anywhere; }
    footer { margin-top: 2.5rem; color: var(--soft); display: flex; gap: 1rem; }
    @media (max-width: 34rem) { kbd { display: none; } tbody th { max-width: 7rem; } }

    """
}
