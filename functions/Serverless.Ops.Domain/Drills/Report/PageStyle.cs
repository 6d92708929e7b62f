namespace Serverless.Ops.Domain.Drills.Report;

/// <summary>The page's style sheet. Light or dark by the reader's setting, one column on a phone, plain on paper.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ink: light-dark(#16211c, #e8efe9); --soft: light-dark(#55635b, #9fb0a6);
          --paper: light-dark(#f6f8f5, #101613);
          --card: light-dark(#ffffff, #18211c); --line: light-dark(#dbe3dc, #2c3a32); --good: light-dark(#12703f, #5fd394);
          --good-ground: light-dark(#e3f4ea, #12301f);
          --bad: light-dark(#a3201d, #ff8f86); --bad-ground: light-dark(#fbe7e5, #3b1614); --warn: light-dark(#7d5200, #f0bd57);
          --warn-ground: light-dark(#fdf1d8, #33260c);
          --bar: light-dark(#3f7f9f, #6db5d8); --longest: light-dark(#1f5a78, #a4dcf7); --track: light-dark(#e9eeea, #222d27); }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
        main { max-width: 64rem; margin: 0 auto; padding: 1.25rem clamp(.9rem, 3vw, 2rem) 4rem; }
        h1 { font-size: clamp(1.6rem, 5vw, 2.4rem); line-height: 1.15; margin: 0; letter-spacing: -.02em; }
        h2 { font-size: 1.2rem; margin: 2.6rem 0 .8rem; letter-spacing: -.01em; }
        h3 { font-size: .95rem; margin: 0; }
        p { margin: .3rem 0; }
        .eyebrow { color: var(--soft); font-size: .9rem; margin: .2rem 0 1rem; overflow-wrap: anywhere; }
        .verdict { border-radius: 1rem; padding: clamp(1.1rem, 3vw, 1.8rem); display: flex; gap: 1rem; align-items: flex-start; }
        .verdict svg { flex: none; width: 2.6rem; height: 2.6rem; margin-top: .1rem; }
        .verdict.good { background: var(--good-ground); } .verdict.good h1, .verdict.good svg { color: var(--good); }
        .verdict.failed { background: var(--bad-ground); } .verdict.failed h1, .verdict.failed svg { color: var(--bad); }
        .verdict p { max-width: 44rem; } .verdict ul { margin: .5rem 0 0; padding-left: 1.1rem; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(10rem, 100%), 1fr)); gap: .8rem; margin-top: .8rem; }
        .tiles > div { background: var(--card); border: 1px solid var(--line); border-radius: .9rem; padding: .9rem 1rem; }
        .tiles dt { color: var(--soft); font-size: .85rem; } .tiles dd { margin: 0; }
        .tiles .value { font-size: clamp(1.35rem, 5vw, 1.75rem); line-height: 1.25; font-weight: 650; letter-spacing: -.02em;
          font-variant-numeric: tabular-nums; }
        .tiles .hint { color: var(--soft); font-size: .85rem; } .tiles .bad .value { color: var(--bad); }
        figure { margin: 0 0 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .9rem;
          padding: 1rem clamp(.9rem, 2.5vw, 1.3rem); }
        figcaption { color: var(--soft); font-size: .9rem; margin-bottom: .8rem; }
        .timeline ol { list-style: none; margin: 0; padding: 0; display: grid; gap: .7rem; }
        .timeline .words { display: flex; justify-content: space-between; gap: 1rem; }
        .timeline .name { font-weight: 550; } .timeline .took { font-variant-numeric: tabular-nums; white-space: nowrap; }
        .timeline svg { display: block; width: 100%; height: .75rem; border-radius: .3rem; }
        .timeline .track { fill: var(--track); } .timeline .bar { fill: var(--bar); } .timeline .longest { fill: var(--longest); }
        .timeline .moved { color: var(--soft); font-size: .85rem; font-variant-numeric: tabular-nums; }
        .ticks, .ends { display: flex; justify-content: space-between; color: var(--soft); font-size: .8rem;
          font-variant-numeric: tabular-nums; }
        .ticks { margin-top: .7rem; border-top: 1px solid var(--line); padding-top: .3rem; }
        .target > svg { display: block; width: 100%; height: 1.5rem; border-radius: .3rem; } .target .mark { fill: var(--ink); }
        .target .above { position: relative; height: 1.5rem; font-weight: 700; }
        .target .above span { position: absolute; transform: translateX(-50%); }
        .target rect.restored { fill: var(--good); } .target rect.held { fill: var(--bar); } .target rect.lost { fill: var(--bad); }
        .target ul { list-style: none; padding: 0; margin: .9rem 0 0; }
        .target ul, .classes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr)); gap: .8rem; }
        .target li { border-left: .3rem solid; padding-left: .8rem; } .target li.restored { border-color: var(--good); }
        .target li.held { border-color: var(--bar); } .target li.lost { border-color: var(--bad); }
        .target .took { font-variant-numeric: tabular-nums; white-space: nowrap; }
        .classes section { border-left: .3rem solid var(--soft); padding: .1rem 0 .1rem .8rem; }
        .classes section.before { border-color: var(--good); } .classes section.flight { border-color: var(--warn); }
        .rule { color: var(--soft); font-size: .85rem; margin: 0; }
        .counts { display: flex; flex-wrap: wrap; gap: .1rem .9rem; align-items: baseline; }
        .counts b { font-size: 1.3rem; font-variant-numeric: tabular-nums; } .ok { color: var(--good); font-size: .9rem; }
        .bad { color: var(--bad); }
        .facts { display: grid; gap: .3rem; margin: .6rem 0; font-size: .92rem; }
        .facts > div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; border-bottom: 1px solid var(--line);
          padding: .25rem 0; }
        .facts dt { color: var(--soft); } .facts dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .checks { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
        .checks li { background: var(--card); border: 1px solid var(--line); border-radius: .7rem; padding: .6rem .9rem; display: grid;
          grid-template-columns: 5rem 1fr auto; gap: .1rem .9rem; align-items: baseline; }
        .checks .reason { grid-column: 2 / -1; color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
        .checks .took { font-size: .85rem; color: var(--soft); white-space: nowrap; }
        .pill { font-size: .8rem; font-weight: 650; border-radius: 1rem; padding: .05rem .6rem; text-align: center; align-self: center; }
        .pill.good { background: var(--good-ground); color: var(--good); }
        .pill.failed { background: var(--bad-ground); color: var(--bad); }
        .pill.suspect { background: var(--warn-ground); color: var(--warn); }
        .scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .9rem; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; }
        th, td { text-align: left; padding: .4rem .9rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
        tr:last-child > * { border-bottom: 0; } thead th, td:nth-child(2) { color: var(--soft); font-weight: 500; }
        tbody th { font-weight: 550; } .number { text-align: right; font-variant-numeric: tabular-nums; }
        .note { border-radius: .7rem; padding: .6rem .9rem; background: var(--warn-ground); } .note.good { background: var(--good-ground); }
        .note.bad, ul.blockers li { background: var(--bad-ground); }
        ul.blockers, ul.warnings { list-style: none; padding: 0; margin: .5rem 0; display: grid; gap: .4rem; }
        ul.blockers li, ul.warnings li { border-radius: .7rem; padding: .5rem .9rem; overflow-wrap: anywhere; }
        ul.warnings li { background: var(--warn-ground); }
        details { background: var(--card); border: 1px solid var(--line); border-radius: .9rem; padding: .7rem 1rem; margin-top: .8rem; }
        summary { cursor: pointer; font-weight: 550; }
        details dl { margin: .6rem 0 0; font-size: .82rem; } details dt { color: var(--soft); overflow-wrap: anywhere; }
        details dd { margin: 0 0 .5rem; font-family: ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
        footer { color: var(--soft); font-size: .85rem; margin-top: 2.5rem; }
        :focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; }
        @media (max-width: 30rem) {
          .checks li { grid-template-columns: auto 1fr; } .checks .took { grid-column: 1; grid-row: 2; }
          .checks .reason { grid-column: 1 / -1; } .checks .took { grid-column: 2; grid-row: 1; justify-self: end; }
          .checks .name { grid-column: 1 / -1; } .ticks span:nth-child(even) { display: none; }
        }
        @media print {
          body { background: #fff; } figure, .tiles > div, .checks li, details, .scroll { break-inside: avoid; } details { border: 0; }
        }
        """;
}
