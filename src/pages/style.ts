/** The one style sheet of the evidence pages, sent inside them; its hash stands in their Content-Security-Policy. */
export const STYLE = `
:root { color-scheme: light dark;
  --paper: #fff; --ink: #1b2529; --soft: #55636a; --line: #d5dcdf; --tint: #f3f6f7; --link: #00596b;
  --good: #155c35; --good-bg: #e3f2e8; --open: #7d4300; --open-bg: #fdeed8; --own: #473b8f; --own-bg: #ecebf8;
  --alert: #8c1d18; --alert-bg: #fcecea; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #12191c; --ink: #e4eaec; --soft: #a3b1b7; --line: #34424a; --tint: #1a2428; --link: #7fd0e2;
  --good: #9bdcb2; --good-bg: #17382a; --open: #f5c387; --open-bg: #402b12; --own: #c6bfff; --own-bg: #2c2852;
  --alert: #ffb9b3; --alert-bg: #401b19; } }
* { box-sizing: border-box; }
html { font: 100%/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word; -webkit-text-size-adjust: 100%; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999em; } .skip:focus { left: 1rem; top: 1rem; background: var(--paper); }
.page { max-width: 76rem; margin: 0 auto; padding: 1rem; }
.notice { margin: 0; padding: .6rem 1rem; background: var(--alert-bg); color: var(--alert); border-bottom: 1px solid var(--line); text-align: center; }
.trail { margin: .5rem 0 0; color: var(--soft); }
h1 { font-size: clamp(1.5rem, 5vw, 2.1rem); line-height: 1.2; margin: .3rem 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 2.6rem 0 .7rem; padding-top: .8rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.08rem; line-height: 1.3; margin: 1.6rem 0 .4rem; }
h4 { font-size: .95rem; margin: .9rem 0 .2rem; color: var(--soft); }
p, ul, ol, dl { margin: .5rem 0; } li { margin: .3rem 0; } main > section > p, main > section > ul { max-width: 46rem; }
ul, ol { padding-left: 1.3rem; }
.lead { font-size: 1.05rem; max-width: 46rem; } .legend { list-style: none; padding: 0; font-size: .9rem; } .legend li { margin: .2rem 0; }
.meta, .read, .address, caption, .soft { color: var(--soft); font-size: .9rem; }
code { font: .86em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
code.path { display: block; white-space: pre-wrap; background: var(--tint); border-left: 3px solid var(--line); padding: .3rem .6rem; margin: .2rem 0 .4rem; }
var { font-style: normal; color: var(--soft); } var::before { content: "\\2039"; } var::after { content: "\\203A"; }
.toc { font-size: .95rem; border: 1px solid var(--line); border-radius: .4rem; padding: .6rem 1rem; margin: 1rem 0; }
.toc h2 { font-size: .9rem; margin: 0; padding: 0; border: 0; color: var(--soft); } .toc ol { margin: .3rem 0; padding-left: 1.4rem; }
.mark { display: inline-block; font-size: .78rem; line-height: 1.35; padding: .05rem .45rem; border-radius: .7rem; white-space: nowrap; font-weight: 600; }
.mark.verified { color: var(--good); background: var(--good-bg); } .mark.verified::before { content: "\\2713\\00a0"; }
.mark.unverified { color: var(--open); background: var(--open-bg); } .mark.unverified::before { content: "?\\00a0"; }
.mark.decision { color: var(--own); background: var(--own-bg); } .mark.decision::before { content: "\\25C7\\00a0"; }
.refs { font-size: .88rem; } .figure b { white-space: nowrap; }
table { width: 100%; border-collapse: collapse; margin: .6rem 0 1.2rem; font-size: .94rem; }
caption { text-align: left; padding: .2rem 0 .4rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem .45rem 0; border-bottom: 1px solid var(--line); }
thead th { font-size: .85rem; color: var(--soft); border-bottom-width: 2px; } td > ul:first-child, td > p:first-child { margin-top: 0; }
td ul, .plain { list-style: none; padding: 0; }
td.number, td.short { white-space: nowrap; } td.number { font-weight: 600; }
.causes { padding: 0; list-style: none; counter-reset: cause; }
.causes > li { counter-increment: cause; padding: .2rem 0 1rem; border-bottom: 1px solid var(--line); break-inside: auto; }
.causes > li > h3::before { content: counter(cause) ". "; color: var(--soft); }
.belief { border-left: 4px solid var(--alert); background: var(--alert-bg); padding: .4rem .9rem; margin: .7rem 0; border-radius: 0 .3rem .3rem 0; }
.belief h4 { color: var(--alert); margin: .2rem 0; }
.sources { list-style: none; padding: 0; } .sources > li { padding: .5rem 0; border-bottom: 1px solid var(--line); } .sources p { margin: .15rem 0; }
li:target, h3:target, div:target { background: var(--tint); box-shadow: 0 0 0 .3rem var(--tint); }
summary h3 { display: inline; font-size: 1rem; }
details { border-bottom: 1px solid var(--line); padding: .35rem 0; } summary { cursor: pointer; padding: .15rem 0; }
.lines { white-space: pre-line; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 2px solid var(--line); color: var(--soft); font-size: .9rem; }
@media (min-width: 64rem) {
  .page { padding: 1rem 2rem; } .with-toc { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 2.5rem; align-items: start; }
  .toc { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow-y: auto; }
}
@media (min-width: 34rem) and (max-width: 63.9rem) { .toc ol { columns: 2; column-gap: 2.5rem; } }
@media (max-width: 44rem) {
  table, tbody, tr, td { display: block; } thead { position: absolute; left: -999em; }
  tbody tr { padding: .6rem 0; border-bottom: 1px solid var(--line); } td, td.number, td.short { border: 0; padding: .1rem 0; white-space: normal; }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); font-size: .85rem; font-weight: 400; }
  td[data-label]:empty { display: none; }
  td[data-label] > ul { margin: .1rem 0 .3rem .8rem; } td[data-label] > ul:first-child { margin-top: .1rem; }
}
@media print {
  :root { --paper: #fff; --ink: #000; --soft: #444; --line: #999; --tint: #fff; --link: #000; --good: #000; --good-bg: #fff;
    --open: #000; --open-bg: #fff; --own: #000; --own-bg: #fff; --alert: #000; --alert-bg: #fff; }
  html { font-size: 10pt; } .toc, .skip { display: none; } .with-toc { display: block; } .page { max-width: none; padding: 0; }
  .mark { border: 1px solid #666; } .belief { border: 1px solid #666; border-left-width: 4px; }
  h2, h3, h4, caption { break-after: avoid; } tr, .sources > li, .belief { break-inside: avoid; } thead { display: table-header-group; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
