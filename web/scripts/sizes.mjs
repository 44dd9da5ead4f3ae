// What a first visit costs, in gzipped bytes: everything that is fetched from this origin before a view is complete. A
// resident's page has no map; an analyst's first screen has one.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const text = (f) => readFileSync(new URL(f, dist), 'utf8');
const size = (f) => gzipSync(readFileSync(new URL(f, dist)), { level: 9 }).length;
const files = readdirSync(new URL('assets/', dist)).map((f) => `assets/${f}`);
const find = (name, ext = 'js') => files.find((f) => new RegExp(`/${name}-[\\w-]{8}\\.${ext}$`).test(f));

/** A chunk with everything that it imports at once (not what it asks for later). */
function closure(entry, seen = new Set()) {
  if (!entry || seen.has(entry)) return seen;
  seen.add(entry);
  for (const m of text(entry).matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) closure(`assets/${m[1]}`, seen);
  return seen;
}
/** Styles and scripts that Vite fetches together with a lazy chunk stand in its list of dependencies. */
const main = find('index');
const mapped = [...(/__vite__mapDeps=.*?\[((?:"[^"]+",?)+)\]/s.exec(text(main))?.[1] ?? '').matchAll(/"([^"]+)"/g)].map((m) => m[1]);
function lazy(name) {
  const chunk = find(name);
  const seen = closure(chunk);
  const at = text(main).indexOf(chunk.split('/')[1]);
  const deps = /__vite__mapDeps\(\[([\d,]+)\]\)/.exec(text(main).slice(at, at + 400))?.[1] ?? '';
  for (const i of deps.split(',').filter(Boolean)) if (mapped[i]) seen.add(mapped[i]);
  return seen;
}
const shell = new Set(['index.html', 'icon.svg', ...closure(main), find('index', 'css')]);
const library = new Set([find('maplibre-gl'), find('maplibre-gl', 'css')]);
const worker = files.find((f) => f.includes('maplibre-gl-worker'));
const sum = (...sets) => [...new Set(sets.flatMap((s) => [...s]))].filter(Boolean).reduce((n, f) => n + size(f), 0);

const lang = new Set([find('zh')]);
const rows = [
  ['resident (/me)', sum(shell, lang, lazy('Me')), 60_000],
  ['public portal', sum(shell, lang, lazy('Portal')), 60_000],
  ['analyst (/assess) with the map', sum(shell, lang, lazy('Assess'), library), 450_000],
  ['planner (/decide) with the map', sum(shell, lang, lazy('Decide'), library), 450_000],
];
let over = false;
for (const [name, bytes, most] of rows) {
  console.log(`${name.padEnd(36)} ${(bytes / 1000).toFixed(1).padStart(7)} kB of ${most / 1000}`);
  if (bytes > most) over = true;
}
// Measured and shown, though it comes after the first paint and in a thread of its own.
console.log(`${"the map's worker, besides".padEnd(36)} ${(size(worker) / 1000).toFixed(1).padStart(7)} kB`);
console.log(`${'charts, when one is shown'.padEnd(36)} ${(sum(closure(find('parts')), closure(find('core'))) / 1000).toFixed(1).padStart(7)} kB`);
if (over) {
  console.error('web: over the budget');
  process.exit(1);
}
