/**
 * What all reports look like. Plots name the same colours, as CSS variables, so that they follow the
 * reader's scheme too.
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fff;
  --card: #f6f7f9;
  --ink: #1b1f24;
  --faint: #5b6470;
  --line: #d8dde3;
  --grid: #e6e9ed;
  --good: #0b63c4;
  --bad: #c2410c;
  --third: #15803d;
  --fourth: #8b3fc4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b;
    --card: #1d2127;
    --ink: #e8eaed;
    --faint: #a3acb7;
    --line: #3a414b;
    --grid: #2a3038;
    --good: #6fb1ff;
    --bad: #ff9a57;
    --third: #6fd08c;
    --fourth: #d09bff;
  }
}
* { box-sizing: border-box; }
body {
  max-width: 72rem;
  margin: 0 auto;
  padding: 1.5rem 1rem 4rem;
  background: var(--paper);
  color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif;
}
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 0 0 0.5rem; font-size: 1.2rem; }
h3 { margin: 1.5rem 0 0.5rem; font-size: 1rem; }
p { max-width: 44rem; margin: 0.25rem 0 0.75rem; }
.faint { color: var(--faint); }
.nowrap { white-space: nowrap; }
a { color: var(--good); }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin-top: 1rem; font-size: 0.9rem; }
section { margin-top: 2.75rem; scroll-margin-top: 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.3rem 0.75rem 0.3rem 0; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
thead th { color: var(--faint); font-size: 0.85rem; font-weight: 500; vertical-align: bottom; }
tbody th { font-weight: inherit; }
tbody tr { border-top: 1px solid var(--line); }
.scroll { overflow-x: auto; }
figure { margin: 0; min-width: 0; }
figcaption { margin-bottom: 0.5rem; font-weight: 600; font-size: 0.95rem; }
figure .plot svg { display: block; width: 100%; max-width: 32rem; height: auto; }
.figures {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
  gap: 0.75rem;
}
.figures > div { padding: 0.75rem 0.9rem; border-radius: 0.5rem; background: var(--card); }
.figures dt { color: var(--faint); font-size: 0.85rem; }
.figures dd { margin: 0; overflow-wrap: anywhere; }
.figures dd:first-of-type { font-size: 1.4rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.figures dd + dd { color: var(--faint); font-size: 0.8rem; }
.side-by-side {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(23rem, 100%), 1fr));
  gap: 1.5rem 2rem;
}
@media (max-width: 40rem) {
  table { font-size: 0.85rem; }
  th, td { padding-right: 0.6rem; }
}
@media print { nav { display: none; } }
`;
