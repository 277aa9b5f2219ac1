/// The page's style: light or dark as the reader's system says, one column on a phone.
enum HTMLStyle {
  static let text = """
    :root { color-scheme: light dark; --back: #fff; --card: #f6f7f9; --ink: #1c2024; --soft: #5b636d;
      --line: #d9dde2; --link: #0b5cad; --right: #1a7f37; --wrong: #b42318; --missing: #8a5a00;
      --made: #7a3ea8; --note: #3b5b8c; --del: #ffe0dc; --ins: #d9f2df; --mark: #fff0b3;
      --mark-ink: #5c4400; }
    @media (prefers-color-scheme: dark) {
      :root { --back: #14171a; --card: #1d2125; --ink: #e6e9ec; --soft: #a0a8b1; --line: #353b42;
        --link: #79b8ff; --right: #56d27c; --wrong: #ff8a80; --missing: #f0b849; --made: #cfa1f5;
        --note: #9dbbe6; --del: #5a2320; --ins: #1d4a2a; --mark: #554700; --mark-ink: #ffe48a; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 4rem; background: var(--back);
      color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
    h1 { margin: 0; font-size: 1.6rem; line-height: 1.2; overflow-wrap: anywhere; }
    h2 { margin: 2.2rem 0 .6rem; font-size: 1.2rem; }
    p { margin: .4rem 0; }
    a { color: var(--link); }
    code, .text, .source, .id { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .875em; }
    :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
    [hidden] { display: none !important; }
    .sr, .skip:not(:focus), del::before, del::after, ins::before, ins::after {
      position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap; }
    .about { color: var(--soft); overflow-wrap: anywhere; }
    .note { border-left: 3px solid var(--wrong); padding: .2rem .7rem; }
    .hashes, .hint, figcaption { color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; }
    .numbers { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr));
      gap: .6rem; margin: 1rem 0; }
    .number { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
      padding: .5rem .75rem; }
    .number dt { color: var(--soft); font-size: .85rem; }
    .number dd { margin: 0; font-size: 1.3rem; font-weight: 600; font-variant-numeric: tabular-nums; }
    .number dd.note { font-size: .78rem; font-weight: 400; color: var(--soft); }
    .number.main { border-color: var(--link); }
    .number.bad dd:not(.note) { color: var(--wrong); }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    table.fields { width: 100%; }
    caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
    th, td { padding: .3rem .7rem .3rem 0; text-align: left; border-bottom: 1px solid var(--line);
      white-space: nowrap; }
    thead th { color: var(--soft); font-size: .85rem; font-weight: 500; }
    tbody th { font-weight: 500; }
    th.item { padding-left: 1.2rem; }
    th.n, td.n { text-align: right; padding-right: 1rem; }
    td.zero { color: var(--soft); }
    .ci { color: var(--soft); font-size: .85rem; }
    svg.bar { width: 7.5rem; height: .9rem; vertical-align: middle; margin-right: .6rem; }
    .rail { stroke: var(--line); fill: var(--line); }
    .bar .range { stroke: var(--link); stroke-width: 3; }
    .point { fill: var(--link); }
    .plots { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; align-items: flex-start; }
    figure { margin: 0; width: 24rem; max-width: 100%; }
    svg.plot { width: 100%; height: auto; }
    .plot .grid { stroke: var(--line); stroke-width: 1; }
    .plot .ideal { stroke: var(--soft); stroke-dasharray: 5 4; }
    .plot .whisker { stroke: var(--link); stroke-width: 1.5; opacity: .6; }
    .plot .curve { fill: none; stroke: var(--link); stroke-width: 2; }
    .plot .tick { fill: var(--soft); font-size: 11px; }
    .plot .axis { fill: var(--ink); font-size: 12px; }
    details.data { margin-top: .6rem; }
    summary { cursor: pointer; }
    #controls { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap;
      gap: .5rem 1rem; align-items: center; padding: .6rem 0; background: var(--back);
      border-bottom: 1px solid var(--line); font-size: .9rem; }
    #controls label { display: inline-flex; align-items: center; gap: .4rem; }
    #controls select { max-width: 11rem; }
    select, button, input { font: inherit; color: inherit; accent-color: var(--link); }
    select, button, input[type=search] { background: var(--card); border: 1px solid var(--line);
      border-radius: .4rem; padding: .2rem .5rem; }
    button { cursor: pointer; }
    button[aria-pressed=true] { border-color: var(--link); color: var(--link); }
    .sort { display: inline-flex; flex-wrap: wrap; gap: .35rem; align-items: center; }
    #most { min-width: 3.2rem; text-align: right; font-variant-numeric: tabular-nums; }
    #shown { margin: 0 0 0 auto; color: var(--soft); }
    .row { border-bottom: 1px solid var(--line); content-visibility: auto;
      contain-intrinsic-size: auto 2.4rem; }
    .row > summary { display: grid; grid-template-columns: minmax(8rem, 13rem) 7rem 8.5rem 1fr;
      gap: .2rem 1rem; align-items: center; padding: .4rem .3rem .4rem 1.4rem; list-style: none;
      position: relative; }
    .row > summary::-webkit-details-marker { display: none; }
    .row > summary::before { content: ""; position: absolute; left: .3rem; top: .95rem;
      border: .3rem solid transparent; border-left-color: var(--soft); transform-origin: 25% 50%;
      transform: translateY(-.1rem); }
    .row[open] > summary::before { transform: translateY(-.1rem) rotate(90deg); }
    .row > summary:hover { background: var(--card); }
    .id { overflow-wrap: anywhere; }
    .score { white-space: nowrap; font-variant-numeric: tabular-nums; }
    .meter { width: 2.5rem; height: .4rem; margin-right: .5rem; vertical-align: middle; }
    .meter .rail { stroke: none; }
    .meter .full { fill: var(--link); }
    .sure { color: var(--soft); font-size: .85rem; font-variant-numeric: tabular-nums; }
    .chips { display: flex; flex-wrap: wrap; gap: .25rem; }
    .chip { border: 1px solid currentColor; border-radius: 1rem; padding: 0 .5rem; font-size: .8rem;
      line-height: 1.4; color: var(--soft); overflow-wrap: anywhere; }
    .chip.right { color: var(--right); } .chip.wrong, .chip.fault { color: var(--wrong); }
    .chip.missing { color: var(--missing); } .chip.hallucinated { color: var(--made); }
    .chip.repaired { color: var(--note); }
    .inside { padding: .3rem 0 1.2rem 1.4rem; }
    .facts { color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; }
    .failure { border-left: 3px solid var(--wrong); padding: .2rem .7rem; overflow-wrap: anywhere; }
    .value { display: grid; grid-template-columns: minmax(9rem, 13rem) 1fr 1fr; gap: .2rem 1rem;
      padding: .45rem 0; border-top: 1px solid var(--line); }
    .value .name { margin: 0; font-weight: 500; overflow-wrap: anywhere; }
    .value .name .sure { display: block; font-weight: 400; }
    .side { min-width: 0; }
    .label { margin: 0; color: var(--soft); font-size: .75rem; }
    .text, .source { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
    .none { margin: 0; color: var(--soft); font-style: italic; }
    del, ins { text-decoration-thickness: 1px; border-radius: .2rem; padding: 0 .1rem; }
    del { background: var(--del); text-decoration-line: line-through; }
    ins { background: var(--ins); text-decoration-line: underline; }
    del::before { content: " [only expected: "; } ins::before { content: " [only predicted: "; }
    del::after, ins::after { content: "] "; }
    .values + .label { margin-top: .8rem; }
    .source { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
      padding: .6rem .8rem; max-height: 26rem; overflow-y: auto; }
    mark { background: var(--mark); color: inherit; border-radius: .2rem; padding: 0 .1rem; }
    mark[data-field]::after { content: " " attr(data-field); color: var(--mark-ink);
      font-size: .72em; font-weight: 600; }
    .gap { color: var(--soft); font-style: italic; }
    @media (max-width: 46rem) {
      .numbers { grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); }
      svg.bar { display: none; }
      #controls { position: static; }
      #controls label { flex: 1 1 100%; justify-content: space-between; }
      #controls label input, #controls label select { flex: 0 1 60%; max-width: 60%; min-width: 0; }
      .row > summary { grid-template-columns: 1fr auto; }
      .row > summary .id { grid-column: 1; }
      .row > summary .sure:empty { display: none; }
      .row > summary .chips { grid-column: 1 / -1; }
      .inside { padding-left: .3rem; }
      .value { grid-template-columns: 1fr; } }
    @media print { #controls, .skip { display: none; } }

    """
}
