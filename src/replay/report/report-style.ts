/** What a report has beside the style of pages. */
export const REPORT_STYLE = `
.report .lead { max-width: none; font-size: 1rem; margin-top: 0; } .report h1 { margin-top: .8rem; }
.three { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0 1.6rem; border-top: 2px solid var(--line); border-bottom: 2px solid var(--line); padding-bottom: .6rem; }
.three h2 { margin: .8rem 0 .3rem; font-size: 1.2rem; } .three .tiles { grid-template-columns: 1fr 1fr; margin: .6rem 0; }
.answer { font-size: 1.1rem; } .answer b { font-variant-numeric: tabular-nums; }
.three .plot.wide { display: none; } .three .plot.narrow { display: block; max-width: 100%; }
main section > h3 { margin-top: 1.6rem; } main table { max-width: 62rem; } td code { color: var(--soft); }
@media (max-width: 64rem) { .three { grid-template-columns: minmax(0, 1fr); } }
@media print { .three { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0 5mm; } .three h2 { font-size: 11pt; } .three .tiles { grid-template-columns: 1fr 1fr; } .answer { font-size: 10pt; }
  .three, .three section { break-inside: avoid; } main > section { break-inside: auto; } }
`;
