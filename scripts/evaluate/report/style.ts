/** What this report adds to the style that all share. */
export const REPORT_STYLE = `
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.stroke-1, .written { color: var(--good); }
.stroke-2, .read { color: var(--bad); }
.stroke-3 { color: var(--third); }
.stroke-4 { color: var(--fourth); }
.confusion { width: 100%; table-layout: fixed; font-size: clamp(0.65rem, 2.6vw, 0.9rem); }
.confusion th, .confusion td { padding: 0.35em 0; text-align: center; }
.confusion thead th { font-size: inherit; }
.confusion tr > :first-child { width: 1.5em; }
.confusion tbody tr { border: 0; }
.confusion td { border-radius: 0.2em; background: color-mix(in srgb, var(--bad) calc(var(--heat, 0) * 55%), transparent); }
.confusion .right { background: color-mix(in srgb, var(--good) 16%, transparent); }
.confusion .none { color: var(--line); }
.cards {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr));
  gap: 0.75rem;
}
.card {
  padding: 0.75rem;
  border-radius: 0.5rem;
  background: var(--card);
  content-visibility: auto;
  contain-intrinsic-size: auto 11rem;
  font-variant-numeric: tabular-nums;
}
.card p { margin: 0.5rem 0 0; font-size: 0.9rem; line-height: 1.3; }
.card .id { margin-top: 0.25rem; color: var(--faint); font-size: 0.75rem; overflow-wrap: anywhere; }
.card .wrong-label { padding-left: 0.5rem; border-left: 3px solid var(--fourth); font-size: 0.8rem; overflow-wrap: anywhere; }
.confidence { color: var(--faint); white-space: nowrap; }
.pictures { display: flex; justify-content: center; gap: 0.5rem; }
.pictures > * { flex: 0 1 5.5rem; min-width: 0; height: auto; aspect-ratio: 1; }
.pictures .strokes { overflow: visible; padding: 0.15rem; }
.pictures img { image-rendering: pixelated; border-radius: 0.25rem; }
.bars { display: block; width: 100%; margin-top: 0.4rem; }
.bars path { stroke: var(--line); stroke-width: 0.5; }
.bars text { font-size: 8px; text-anchor: middle; fill: var(--faint); }
.bars .other { fill: var(--faint); }
.bars .written, .bars .written text { fill: var(--good); }
.bars .read, .bars .read text { fill: var(--bad); }
`;
