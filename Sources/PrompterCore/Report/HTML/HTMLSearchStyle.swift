/// What the page of a search adds to `HTMLStyle`.
enum HTMLSearchStyle {
  static let text = """
    h3 { margin: 1.4rem 0 .4rem; font-size: 1rem; }
    .caution { border-left: 3px solid var(--missing); padding: .2rem .7rem; font-size: .9rem; }
    .number.bad.main { border-color: var(--wrong); }
    td.up { color: var(--right); } td.down { color: var(--wrong); }
    .bar .range.up { stroke: var(--right); } .bar .range.down { stroke: var(--wrong); }
    .before { fill: var(--back); stroke: var(--link); stroke-width: 1.5; }
    th.reason { white-space: normal; overflow-wrap: anywhere; }
    figure.course { width: 60rem; }
    figcaption { margin-top: .4rem; }
    .search .tick { font-size: 9px; } .search .axis { font-size: 10px; }
    .search .curve { opacity: .75; stroke-width: 1.6; }
    .search .stage { stroke: var(--soft); stroke-dasharray: 4 4; }
    .search .whisker { opacity: 1; }
    .dot { fill: var(--link); fill-opacity: .55; stroke: var(--link); stroke-width: .8; }
    .dot.hollow { fill: none; stroke: var(--soft); }
    .dot.way { fill: var(--right); fill-opacity: .85; stroke: var(--right); }
    .held { stroke: var(--link); stroke-width: 1.8; fill: var(--back); }
    .held.found { stroke: var(--right); fill: var(--right); }
    .tree, .tree ul { list-style: none; margin: 0; padding: 0; }
    .tree ul { margin-left: .45rem; padding-left: 1rem; border-left: 1px solid var(--line); }
    .tree li { padding: .15rem 0; overflow-wrap: anywhere; }
    .tree li.way > a, .tree li.way > details > summary > a { font-weight: 600; }
    .tree li.way > details > ul { border-left: 2px solid var(--right); }
    .tree .chip { margin-left: .2rem; }
    .candidate > summary { grid-template-columns: minmax(10rem, 22rem) 7rem 4.5rem 1fr; }
    .candidate:target { background: var(--card); }
    .means { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .2rem 0 .8rem; padding: 0;
      list-style: none; font-size: .85rem; font-variant-numeric: tabular-nums; }
    .values .none { font-size: .9rem; }
    .shown { margin: .4rem 0; }
    .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem 1rem; margin: .4rem 0 .8rem; }
    .pair .source { font-size: .8rem; }
    del::before { content: " [removed: "; } ins::before { content: " [added: "; }
    @media (max-width: 46rem) {
      .search .tick { font-size: 16px; } .search .axis { font-size: 16px; }
      table.fields { font-size: .85rem; }
      table.fields svg.bar { display: inline-block; }
      table.fields th, table.fields td { padding-right: .6rem; }
      .tree ul { margin-left: .2rem; padding-left: .5rem; }
      .candidate > summary { grid-template-columns: 1fr auto auto; }
      .pair { grid-template-columns: 1fr; } }

    """
}
