/// What the page of a comparison adds to `HTMLStyle`.
enum HTMLComparisonStyle {
  static let text = """
    .verdict { border-left: 3px solid var(--soft); padding: .2rem .7rem; font-size: 1.05rem; }
    .verdict.good { border-color: var(--right); } .verdict.bad { border-color: var(--wrong); }
    td.up { color: var(--right); } td.down { color: var(--wrong); }
    .bar .range.up { stroke: var(--right); } .bar .range.down { stroke: var(--wrong); }
    .bar .point.up { fill: var(--right); } .bar .point.down { fill: var(--wrong); }
    .three .value { grid-template-columns: minmax(8rem, 11rem) 1fr 1fr 1fr; }
    .three .label .chip { font-size: .95em; }
    .row > summary .score { font-size: .9rem; }
    ol.ranking { padding-left: 1.5rem; }
    @media (max-width: 46rem) { .three .value { grid-template-columns: 1fr; } }

    """
}
