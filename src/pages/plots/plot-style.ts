/** How pictures of numbers look, on screens and on paper: part of the style sheet of pages. Shades keep their order without colour. */
export const PLOTS = `
:root { --series-one: #00596b; --series-two: #d9822b; --series-three: #a9b7be; --series-four: #8c1d18; --series-five: #e3e8ea; }
@media (prefers-color-scheme: dark) { :root { --series-one: #7fd0e2; --series-two: #d98f3f; --series-three: #6d7d86; --series-four: #ffb9b3; --series-five: #38464e; } }
.plot { display: block; width: 100%; height: auto; max-width: 46rem; font: 12px system-ui, sans-serif; font: 12px inherit; fill: var(--ink); color: var(--soft); overflow: visible; }
.plot text { fill: var(--ink); } .plot.narrow { display: none; max-width: 24rem; }
.plots { margin: 1rem 0; } .plots figcaption { margin: 0 0 .3rem; }
.key { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; font-size: .9rem; }
.key li { margin: 0; } .key li::before { content: ""; display: inline-block; width: .8em; height: .8em; margin-right: .4em; border: 1px solid var(--soft); vertical-align: -.05em; }
.key .one::before { background: var(--series-one); } .key .two::before { background: var(--series-two); } .key .three::before { background: var(--series-three); }
.key .four::before { background: var(--series-four); } .key .five::before { background: var(--series-five); }
.lead:has(.tiles) { max-width: none; }
.tiles { list-style: none; padding: 0; max-width: none; display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .8rem; margin: 1rem 0; }
.tiles li { margin: 0; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--tint); }
.tiles b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; } .tiles span { color: var(--soft); font-size: .9rem; }
.choices { display: flex; flex-wrap: wrap; gap: .2rem 1rem; padding: 0; list-style: none; } .choices li { margin: 0; } .choices [aria-current] { font-weight: 700; }
.findings { font-size: 1.05rem; } .findings li { margin: .35rem 0; } .few { color: var(--open); } .outcome { font-weight: 600; }
td .asked { display: block; } td .asked + code { color: var(--soft); }
td.number, th.number { font-variant-numeric: tabular-nums; }
@media print, (min-width: 44.01rem) { tr:has(> :nth-child(7)) > td:has(> .asked) { width: 24%; } }
@media (min-width: 44.01rem) and (max-width: 80rem) { tr:has(> :nth-child(7)) > :is(th, td) { padding-right: .45rem; font-size: .82rem; white-space: normal; } }
@media screen and (max-width: 44rem) { .plot.wide { display: none; } .plot.narrow { display: block; } .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem; } .tiles b { font-size: 1.35rem; } }
@media print {
  :root { --series-one: #222; --series-two: #777; --series-three: #bbb; --series-four: #000; --series-five: #e6e6e6; }
  .plot, .key li::before { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .plots figcaption { display: block; margin: 0; }
  .plots, .tiles li { break-inside: avoid; } .plot { max-width: 150mm; } .tiles { gap: 2mm; grid-template-columns: repeat(6, minmax(0, 1fr)); } .tiles b { font-size: 13pt; } .choices { display: none; }
}
`;
