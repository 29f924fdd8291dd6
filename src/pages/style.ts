import { PLOTS } from './plots/plot-style.js';
import { PRINT } from './print-style.js';

/** The one style sheet of all pages made here, sent inside them; its hash stands in their Content-Security-Policy. */
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
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word; -webkit-text-size-adjust: 100%; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, pre:focus-visible, .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999em; } .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .3rem .6rem; z-index: 1; }
.page { max-width: 76rem; margin: 0 auto; padding: 0 1rem 1rem; }
.notice { margin: 0; padding: .5rem 1rem; background: var(--alert-bg); color: var(--alert); border-bottom: 1px solid var(--line); text-align: center; font-size: .95rem; }
.menu { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: .7rem 0; border-bottom: 1px solid var(--line); }
h1 { font-size: clamp(1.5rem, 5vw, 2.1rem); line-height: 1.2; margin: 1.2rem 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.3rem; line-height: 1.25; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1.08rem; line-height: 1.3; margin: 1.4rem 0 .4rem; }
h4 { font-size: .95rem; margin: .9rem 0 .2rem; color: var(--soft); } h5, h6 { font-size: .9rem; margin: .8rem 0 .2rem; }
p, ul, ol, dl { margin: .5rem 0; } li { margin: .25rem 0; } main p, main ul { max-width: 48rem; }
ul, ol { padding-left: 1.3rem; }
.lead { font-size: 1.05rem; max-width: 48rem; }
.meta, .address, caption, .soft, figcaption { color: var(--soft); font-size: .9rem; }
code { font: .86em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
code.path { display: block; white-space: pre-wrap; background: var(--tint); border-left: 3px solid var(--line); padding: .3rem .6rem; margin: .2rem 0 .4rem; }
var { font-style: normal; color: var(--soft); } var::before { content: "\\2039"; } var::after { content: "\\203A"; }
.toc { font-size: .92rem; border: 1px solid var(--line); border-radius: .4rem; padding: .6rem 1rem; margin: 1rem 0; }
.toc h2 { font-size: .9rem; margin: 0; color: var(--soft); } .toc ol { margin: .3rem 0; padding-left: 1.4rem; } .toc li { margin: .15rem 0; }
.mark { display: inline-block; font-size: .76rem; line-height: 1.35; padding: .03rem .42rem; border-radius: .7rem; white-space: nowrap; font-weight: 600; }
.mark.verified { color: var(--good); background: var(--good-bg); } .mark.verified::before { content: "\\2713\\00a0"; }
.mark.unverified { color: var(--open); background: var(--open-bg); } .mark.unverified::before { content: "?\\00a0"; }
.mark.decision { color: var(--own); background: var(--own-bg); } .mark.decision::before { content: "\\25C7\\00a0"; }
.legend { list-style: none; padding: 0; font-size: .88rem; color: var(--soft); }
.refs { font-size: .88rem; } .figure b { white-space: nowrap; }
.counted { font-weight: 600; }
table { width: 100%; border-collapse: collapse; margin: .6rem 0 1rem; font-size: .94rem; }
caption { text-align: left; padding: .2rem 0 .4rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); }
thead th { font-size: .85rem; color: var(--soft); border-bottom-width: 2px; } td > ul:first-child, td > p:first-child { margin-top: 0; }
td > ul:last-child { margin-bottom: 0; } td li { margin: .1rem 0; }
td ul, .plain { list-style: none; padding: 0; }
td.number, td.short { white-space: nowrap; } td.number { font-weight: 600; }
.way { margin: .6rem 0; } .way svg { display: block; width: 100%; height: auto; max-width: 50rem; font-family: inherit; fill: var(--ink); }
.way svg.narrow { display: none; max-width: 30rem; }
.way text { font-size: 14px; } .way .head { font-size: 15px; font-weight: 700; } .way .note { fill: var(--soft); }
.way circle { fill: var(--link); } .way .bullet { fill: var(--soft); } .way .number { fill: var(--paper); font-size: 13px; font-weight: 700; text-anchor: middle; }
.way .arrow { fill: none; stroke: var(--soft); stroke-width: 1.5; }
.way .exit { stroke: var(--link); stroke-width: 1.5; fill: var(--tint); } .way .exit.quiet { stroke: var(--soft); stroke-dasharray: 4 3; fill: none; }
figcaption { margin-top: .4rem; }
.causes { list-style: none; padding: 0; counter-reset: cause; }
.causes > li { counter-increment: cause; margin: 0; } .causes summary h3::before { content: counter(cause) ". "; color: var(--soft); }
.belief { border-left: 4px solid var(--alert); background: var(--alert-bg); padding: .4rem .9rem; margin: .7rem 0; border-radius: 0 .3rem .3rem 0; }
.belief h4 { color: var(--alert); margin: .2rem 0; }
.sources { list-style: none; padding: 0; font-size: .92rem; } .sources > li { padding: .25rem 0; }
.cards { list-style: none; padding: 0; } .cards > li { padding: .5rem 0; border-bottom: 1px solid var(--line); } .cards .meta { display: block; }
li:target, h3:target, h3[id]:target, tr:target { background: var(--tint); box-shadow: 0 0 0 .3rem var(--tint); }
details { border-bottom: 1px solid var(--line); padding: .25rem 0; } summary { cursor: pointer; padding: .15rem 0; }
summary h2, summary h3 { display: inline; margin: 0; font-size: 1rem; } .folded summary h2 { font-size: 1.05rem; }
details[open] > summary { margin-bottom: .4rem; } .folded > details > div { padding: 0 0 1rem; }
details.aside { border: 0; color: var(--soft); font-size: .92rem; }
.closer { margin: 2.6rem 0 .4rem; padding-bottom: .3rem; border-bottom: 2px solid var(--line); font-size: 1.3rem; font-weight: 700; }
.lines { white-space: pre-line; }
pre { background: var(--tint); border: 1px solid var(--line); border-radius: .3rem; padding: .6rem .8rem; overflow-x: auto; font-size: .92rem; line-height: 1.45; }
pre code { overflow-wrap: normal; } img { max-width: 100%; height: auto; }
blockquote { margin: .6rem 0; padding: .1rem .9rem; border-left: 4px solid var(--line); } hr { border: 0; border-top: 1px solid var(--line); }
.document { max-width: 48rem; } .document h1 { margin-top: .8rem; } .scroll { overflow-x: auto; max-width: 100%; } .scroll table { width: auto; min-width: 60%; }
.scroll th, .scroll td { min-width: 9ch; }
.method { padding: .05rem .5rem; border-radius: .3rem; background: var(--own-bg); color: var(--own); font-weight: 700; font-size: .85rem; text-align: center; }
.method.post { background: var(--good-bg); color: var(--good); }
.operation { border-top: 1px solid var(--line); margin-top: 1.4rem; padding-top: .4rem; } .operation h3 { margin: .5rem 0; }
.operation td details { border: 0; }
footer { margin-top: 3rem; padding-top: .6rem; border-top: 2px solid var(--line); color: var(--soft); font-size: .9rem; }
@media (min-width: 64rem) {
  .page { padding: 0 2rem 1rem; } .with-toc { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 2.5rem; align-items: start; }
  .toc { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow-y: auto; } main > section:first-child h2 { margin-top: 1rem; }
}
@media (min-width: 34rem) and (max-width: 63.9rem) { .toc ol { columns: 2; column-gap: 2.5rem; } }
@media screen and (max-width: 44rem) {
  .way svg.wide { display: none; } .way svg.narrow { display: block; }
  table[role], table[role] tbody, table[role] tr, table[role] td { display: block; } table[role] thead { position: absolute; left: -999em; }
  table[role] tr { padding: .4rem 0; border-bottom: 1px solid var(--line); }
  table[role] td, td.number, td.short { border: 0; padding: .1rem 0; white-space: normal; }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); font-size: .85rem; font-weight: 400; }
  td[data-label]:empty { display: none; } td[data-label] > ul { margin: .1rem 0 .3rem .8rem; }
  #loud td::before { content: none; } #loud td:first-child { font-weight: 600; }
}
${PRINT}${PLOTS}`;
