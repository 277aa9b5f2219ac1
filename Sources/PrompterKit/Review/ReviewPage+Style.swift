extension ReviewPage {
  /// Light or dark as the reader's system says, one column on a phone.
  static let style = """
    :root { color-scheme: light dark; --back: #fff; --card: #f6f7f9; --ink: #1c2024; --soft: #59616b;
      --line: #d9dde2; --edge: #8a929b; --link: #0b5cad; --on-link: #fff; --wrong: #b42318;
      --warn: #8a5a00; --right: #1a7f37; --mark: #fff0b3; --lit: #ffd24d; --lit-ink: #1c2024; }
    @media (prefers-color-scheme: dark) {
      :root { --back: #14171a; --card: #1d2125; --ink: #e6e9ec; --soft: #a0a8b1; --line: #353b42;
        --edge: #6d7681; --link: #79b8ff; --on-link: #0c1116; --wrong: #ff8a80; --warn: #f0b849;
        --right: #56d27c; --mark: #4a3f0a; --lit: #b58900; --lit-ink: #0c0c0c; } }
    * { box-sizing: border-box; }
    html, body { height: 100%; }
    body { margin: 0; padding: .8rem 1.2rem; display: flex; flex-direction: column; gap: .5rem;
      background: var(--back); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
    header { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; align-items: center;
      border-bottom: 1px solid var(--line); padding-bottom: .6rem; }
    h1 { margin: 0; font-size: 1.25rem; }
    h2 { margin: 0 0 .4rem; font-size: 1rem; display: flex; gap: .6rem; align-items: center; }
    p { margin: 0; }
    #left, #facts { color: var(--soft); font-size: .9rem; font-variant-numeric: tabular-nums; }
    .pick { margin-left: auto; display: flex; flex-wrap: wrap; gap: .4rem .6rem; align-items: center; }
    .pick label { color: var(--soft); font-size: .9rem; }
    .pick span { display: flex; gap: .5rem; align-items: center; }
    #records { width: 18rem; max-width: 60vw; }
    #said { min-height: 1.5rem; color: var(--soft); font-size: .9rem; }
    #said.bad { color: var(--wrong); }
    main { flex: 1; min-height: 0; display: grid; gap: 1.4rem;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
    [hidden] { display: none !important; }
    section { min-height: 0; display: flex; flex-direction: column; }
    #text { flex: 1; min-height: 0; overflow-y: auto; background: var(--card); padding: .8rem 1rem;
      border: 1px solid var(--line); border-radius: .5rem; white-space: pre-wrap;
      overflow-wrap: anywhere; unicode-bidi: plaintext; }
    #pictures img { max-width: 100%; max-height: 45vh; border: 1px solid var(--line);
      border-radius: .5rem; }
    mark { background: var(--mark); color: inherit; border-radius: .2rem; cursor: pointer; }
    mark.lit { background: var(--lit); color: var(--lit-ink); }
    form { flex: 1; min-height: 0; overflow-y: auto; padding: .2rem .5rem .5rem .2rem;
      outline: none; }
    .field { padding: .45rem .6rem; border-left: 3px solid transparent; border-radius: .3rem; }
    .field.weak { border-left-color: var(--warn); background: var(--card); }
    .field.changed { border-left-color: var(--link); }
    .field .top { display: flex; flex-wrap: wrap; gap: .1rem .7rem; align-items: baseline; }
    .field label { font-weight: 600; overflow-wrap: anywhere; }
    .sure, .hint { color: var(--soft); font-size: .82rem; font-variant-numeric: tabular-nums; }
    .weak .sure { color: var(--warn); font-weight: 600; }
    .fault { color: var(--wrong); font-size: .9rem; }
    input, select, textarea, button { font: inherit; color: inherit; }
    .field input, .field select, .field textarea { width: 100%; background: var(--back);
      border: 1px solid var(--edge); border-radius: .35rem; padding: .25rem .5rem; }
    .field textarea { display: block; resize: vertical; overflow-wrap: anywhere; }
    .field textarea.json { font-family: ui-monospace, "DejaVu Sans Mono", monospace;
      font-size: .85rem; }
    .field [aria-invalid=true] { border-color: var(--wrong); }
    .pick select, button { background: var(--card); border: 1px solid var(--edge);
      border-radius: .4rem; padding: .2rem .6rem; }
    button { cursor: pointer; }
    button:disabled { opacity: .5; cursor: default; }
    button.main { background: var(--link); border-color: var(--link); color: var(--on-link);
      font-weight: 600; padding: .4rem 1rem; }
    button.main kbd { color: inherit; }
    .actions { display: flex; gap: .6rem; padding-top: .6rem; border-top: 1px solid var(--line); }
    :focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
    #reasons { margin: .2rem 0 .5rem; padding: 0; list-style: none; display: flex; flex-wrap: wrap;
      gap: .3rem; }
    .chip, #reasons li { border: 1px solid currentColor; border-radius: 1rem; padding: 0 .55rem;
      font-size: .82rem; font-weight: 400; color: var(--soft); overflow-wrap: anywhere; }
    #reasons li { color: var(--warn); }
    .chip.accepted, .chip.corrected { color: var(--right); }
    kbd { border: 1px solid currentColor; border-radius: .25rem; padding: 0 .3rem; font-size: .75em;
      font-family: ui-monospace, monospace; color: var(--soft); }
    .keys { font-size: .85rem; color: var(--soft); }
    .keys summary { cursor: pointer; }
    .keys dl { margin: .3rem 0; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; }
    .keys div { display: flex; gap: .4rem; } .keys dd { margin: 0; }
    .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden;
      clip-path: inset(50%); }
    @media (max-width: 52rem) {
      html, body { height: auto; }
      body { padding: .6rem .8rem 1rem; }
      main { grid-template-columns: minmax(0, 1fr); }
      .pick { margin-left: 0; width: 100%; }
      .pick .wide { flex: 1 1 12rem; min-width: 0; } #records { width: 100%; min-width: 0; }
      .pick button { flex: 1 1 7rem; }
      #text { max-height: 42vh; }
      form { overflow-y: visible; }
      .actions { position: sticky; bottom: 0; background: var(--back); padding-bottom: .6rem; }
      .actions .main { flex: 1; } }

    """
}
