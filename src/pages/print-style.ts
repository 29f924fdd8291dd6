/** A page that opens with a way is one sheet while nothing is opened: the way and the numbers at the left, the rest beside them. */
const SHEET = `
@media print {
  html:has(#way) { font-size: 7pt; line-height: 1.2; }
  main:has(> #way) { display: grid; grid-template: auto auto 1fr auto / 108mm minmax(0, 1fr); column-gap: 5mm; }
  #way, #loud { grid-column: 1; } #way { grid-row: 1 / 4; } #loud { grid-row: 4; }
  #way ~ section { grid-column: 2; } #way ~ #loud { grid-column: 1; } #way ~ .folded, #way ~ .closer { grid-column: 1 / -1; }
  #quiet, #rules { grid-row: 1; } #causes, #read { grid-row: 2; } #way ~ #sources { grid-row: 3 / 5; }
  :has(#way) h1 { font-size: 13pt; margin: .3rem 0; } :has(> #way) h2 { font-size: 10pt; margin: .4rem 0 .2rem; }
  header:has(~ * #way) .lead p { display: inline; } #way ~ section :is(p, ul) { margin: .12rem 0; } #way ~ section li { margin: .05rem 0; } .way { margin: .2rem 0; } .way svg.wide { max-width: 94mm; }
  #loud td, #loud td ul, #loud td li { margin: 0; line-height: 1.2; } #loud table { margin: .1rem 0 .2rem; font-size: .92rem; } #loud td:first-child { width: 41%; }
  #loud td li { display: inline; } #loud td li + li::before { content: " · "; } .counted { font-size: .9rem; } #loud .legend { font-size: .8rem; }
  #loud td .mark { display: inline; line-height: inherit; border: 0; padding: 0; font-size: 0; } #loud td .mark::before { font-size: 6.5pt; }
  .causes { padding: 0; } .causes h3 { font-weight: 400; } .causes summary h3::before { content: counter(cause) ".\\00a0"; }
  .causes > li:not(:has([open])), .causes details:not([open]), .causes details:not([open]) > summary { display: inline; }
  .causes > li { margin-right: .5rem; } .causes details:not([open])::details-content { display: none; }
  .sources { font-size: .8rem; } .sources > li { padding: 0; } .sources .address { font-size: inherit; }
}
`;

/** How pages print: part of their style sheet. */
export const PRINT = `
@media print {
  @page { size: A4; margin: 9mm 10mm; }
  :root { --paper: #fff; --ink: #000; --soft: #444; --line: #999; --tint: #fff; --link: #000; --good: #000; --good-bg: #fff;
    --open: #000; --open-bg: #fff; --own: #000; --own-bg: #fff; --alert: #000; --alert-bg: #fff; }
  html { font-size: 9pt; line-height: 1.28; } .toc, .skip, .menu, .file, .aside, figcaption, .again { display: none; } footer { margin: .4rem 0 0; padding: 0; border: 0; }
  .with-toc { display: block; } .page { max-width: none; padding: 0; } .notice { text-align: left; padding: 0 0 .3rem; }
  main p, main ul, .lead, .document { max-width: none; } p, ul, ol { margin: .25rem 0; } li { margin: .1rem 0; } h1 { font-size: 14pt; margin: .4rem 0; }
  h2 { font-size: 11pt; margin: .6rem 0 .2rem; } a { text-decoration: none; } th, td { padding: .06rem .6rem .06rem 0; }
  .mark { border: 1px solid #666; padding: 0 .3rem; font-size: .72rem; } .belief { border: 1px solid #666; border-left-width: 4px; }
  .folded:not(:has(> details[open])), .closer:not(:has(~ .folded > details[open])) { display: none; }
  details { border: 0; padding: 0; } summary { list-style: none; } summary::-webkit-details-marker { display: none; } summary h3 { font-size: 1rem; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; } .scroll { overflow: visible; } .scroll table { width: 100%; }
  h2, h3, h4, caption { break-after: avoid; } tr, .sources > li, .belief, .way, img { break-inside: avoid; } thead { display: table-header-group; }
  .way svg.wide { display: block; max-width: none; } .way svg.narrow { display: none; }
  .legend li { display: inline; } .legend li + li::before { content: " · "; }
}
${SHEET}`;
