/** Readable on screen and paper; contrast of all text at least 4.5 : 1. */
export const STYLE = `
:root { color-scheme: light; --ink: #1b2430; --soft: #4d5a68; --rule: #d3dae1; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem; color: var(--ink); background: #fff; font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; }
h1 { margin: 0.3rem 0; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.15rem; border-bottom: 1px solid var(--rule); padding-bottom: 0.2rem; }
p { margin: 0.4rem 0; max-width: 48rem; }
.use { display: inline-block; padding: 0.1rem 0.6rem; border: 1px solid #9a5b00; color: #7a4700; border-radius: 1rem; font-size: 0.85rem; font-weight: 600; }
.note, footer { color: var(--soft); font-size: 0.85rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 0.8rem 0 0.3rem; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 0.2rem 0; }
th, td { padding: 0.25rem 0.8rem 0.25rem 0; text-align: left; border-bottom: 1px solid var(--rule); vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; }
tbody th { font-weight: 600; white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
.plots { display: flex; flex-wrap: wrap; gap: 1rem; margin-top: 0.8rem; }
figure { margin: 0; flex: 0 1 21rem; }
figure svg { width: 100%; height: auto; }
figcaption { color: var(--soft); font-size: 0.85rem; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--rule); padding-top: 0.8rem; }
@media print { body { padding: 0; max-width: none; } section { break-inside: avoid-page; } }
`;
