// Vector tiles of the made-up city, written by hand: enough of the format for lines, areas and points with a name.
import { box, height, lonOf, latOf, places, riverX, side, width, xOf, yOf, zones, at, columns, rows, cells } from './city.mjs';

const varint = (n) => { const out = []; let v = n >>> 0; while (v > 127) { out.push((v & 127) | 128); v >>>= 7; } out.push(v); return out; };
const field = (n, bytes) => [...varint((n << 3) | 2), ...varint(bytes.length), ...bytes];
const number = (n, v) => [...varint(n << 3), ...varint(v)];
const zig = (v) => ((v << 1) ^ (v >> 31)) >>> 0;
const text = (s) => [...Buffer.from(s)];

function project(z, x, y) {
  const n = 2 ** z;
  return (px, py) => {
    const lon = lonOf(px), lat = (latOf(py) * Math.PI) / 180;
    return [Math.round(4096 * (((lon + 180) / 360) * n - x)), Math.round(4096 * (((1 - Math.log(Math.tan(lat) + 1 / Math.cos(lat)) / Math.PI) / 2) * n - y))];
  };
}
function geometry(kind, line, to) {
  const pts = line.map(([a, b]) => to(a, b));
  const out = [(1 << 3) | 1, zig(pts[0][0]), zig(pts[0][1])];
  if (kind !== 1) {
    const ring = kind === 3 ? pts.slice(0, -1) : pts;
    out.push(((ring.length - 1) << 3) | 2);
    for (let i = 1; i < ring.length; i++) out.push(zig(ring[i][0] - ring[i - 1][0]), zig(ring[i][1] - ring[i - 1][1]));
    if (kind === 3) out.push(15);
  }
  return out.flatMap(varint);
}
function layer(name, features, to) {
  const keys = [], values = [], body = [];
  const index = (list, v) => { let i = list.indexOf(v); if (i < 0) { i = list.length; list.push(v); } return i; };
  for (const f of features) {
    const tags = Object.entries(f.tags ?? {}).flatMap(([k, v]) => [index(keys, k), index(values, v)]).flatMap(varint);
    body.push(...field(2, [...(f.id === undefined ? [] : number(1, f.id)), ...field(2, tags), ...number(3, f.kind), ...field(4, geometry(f.kind, f.line, to))]));
  }
  return field(3, [...field(1, text(name)), ...body, ...keys.flatMap((k) => field(3, text(k))), ...values.flatMap((v) => field(4, field(1, text(v)))), ...number(5, 4096), ...number(15, 2)]);
}
const rect = (x0, y0, x1, y1) => [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]];
const circle = (x, y, r) => Array.from({ length: 25 }, (_, i) => [x + r * Math.cos((i / 24) * 2 * Math.PI), y + r * Math.sin((i / 24) * 2 * Math.PI)]);
const riverBank = (d) => Array.from({ length: 41 }, (_, i) => [riverX((i / 40) * height) + d, (i / 40) * height]);
const water = { kind: 3, line: [...riverBank(-110), ...riverBank(110).reverse(), riverBank(-110)[0]], tags: { name: '清河', name_en: 'Clear River' } };
const greens = [{ kind: 3, line: circle(width * 0.5, height * 0.2, 500) }, { kind: 3, line: circle(width * 0.86, height * 0.33, 400) }];
const roads = [];
for (let i = 0; i <= 10; i++) {
  const c = i % 5 === 0 ? 'primary' : i % 5 === 2 ? 'secondary' : 'minor';
  const x = (i / 10) * width, y = (i / 10) * height;
  roads.push({ kind: 2, line: [[x, 0], [x, height]], tags: { class: c, name: `经${i + 1}路`, name_en: `${i + 1} Avenue` } });
  roads.push({ kind: 2, line: [[0, y], [width, y]], tags: { class: c, name: `纬${i + 1}路`, name_en: `${i + 1} Street` } });
}
for (let i = 0; i < 60; i++) {
  const y = (i + 0.5) * (height / 60);
  roads.push({ kind: 2, line: [[width * 0.05, y], [riverX(y) - 180, y]], tags: { class: 'path', name: '', name_en: '' } });
}
const labels = zones.map((z) => ({ kind: 1, line: [[z.members.reduce((s, c) => s + c.x, 0) / z.members.length, z.members.reduce((s, c) => s + c.y, 0) / z.members.length]], tags: { name: z.name.zh, name_en: z.name.en, class: z.level } }));

const caches = new Map();
function cached(key, make) { if (!caches.has(key)) caches.set(key, make()); return caches.get(key); }
const inside = (z, x, y) => {
  const n = 2 ** z, west = (x / n) * 360 - 180, east = ((x + 1) / n) * 360 - 180;
  const lat = (v) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * v) / n))) * 180) / Math.PI;
  return west < box[2] && east > box[0] && lat(y + 1) < box[3] && lat(y) > box[1];
};
export function tile(set, z, x, y) {
  if (!inside(z, x, y)) return null;
  return cached(`${set}/${z}/${x}/${y}`, () => {
    const to = project(z, x, y);
    if (set === 'cells') return Buffer.from(layer('cells', cells.map((c) => ({ id: c.index, kind: 3, line: rect(c.x - side / 2, c.y - side / 2, c.x + side / 2, c.y + side / 2) })), to));
    return Buffer.from([...layer('water', [water], to), ...layer('green', greens, to), ...layer('roads', z < 12 ? roads.filter((r) => r.tags.class === 'primary') : z < 14 ? roads.filter((r) => r.tags.class !== 'path') : roads, to), ...layer('labels', labels, to)]);
  });
}
export const tileJson = (set) => ({ tilejson: '3.0.0', tiles: [`/tiles/${set}/{z}/{x}/{y}.mvt`], minzoom: 8, maxzoom: 15, bounds: box, vector_layers: set === 'cells' ? [{ id: 'cells', fields: {} }] : [{ id: 'water', fields: {} }, { id: 'green', fields: {} }, { id: 'roads', fields: {} }, { id: 'labels', fields: {} }] });
const palettes = {
  light: { land: '#f6f4ef', water: '#c8dbe3', green: '#dbe6d3', casing: '#d9d4ca', road: '#ffffff', text: '#3a3f44', halo: '#ffffff' },
  dark: { land: '#171b1f', water: '#22303a', green: '#1f2b24', casing: '#0d1013', road: '#39424a', text: '#d5dade', halo: '#171b1f' },
  contrast: { land: '#ffffff', water: '#99ccff', green: '#cceebb', casing: '#000000', road: '#ffffff', text: '#000000', halo: '#ffffff' },
};
export function style(theme) {
  const p = palettes[theme] ?? palettes.light;
  const source = 'base', name = ['coalesce', ['get', 'name'], ''];
  const wide = (a, b) => ['interpolate', ['exponential', 1.5], ['zoom'], 10, a, 17, b];
  const road = (id, c, a, b) => ({ id, type: 'line', source, 'source-layer': 'roads', filter: ['==', ['get', 'class'], c], paint: { 'line-color': p.road, 'line-width': wide(a, b) } });
  return { version: 8, sources: { base: { type: 'vector', url: '/tiles/base.json' } }, layers: [
    { id: 'land', type: 'background', paint: { 'background-color': p.land } },
    { id: 'green', type: 'fill', source, 'source-layer': 'green', paint: { 'fill-color': p.green } },
    { id: 'water', type: 'fill', source, 'source-layer': 'water', paint: { 'fill-color': p.water } },
    { id: 'road-casing', type: 'line', source, 'source-layer': 'roads', filter: ['==', ['get', 'class'], 'primary'], paint: { 'line-color': p.casing, 'line-width': wide(2, 22) } },
    road('road-path', 'path', 0.2, 2), road('road-minor', 'minor', 0.4, 8), road('road-secondary', 'secondary', 0.8, 13), road('road-primary', 'primary', 1.3, 18),
    { id: 'label-road', type: 'symbol', source, 'source-layer': 'roads', minzoom: 13.5, filter: ['!=', ['get', 'class'], 'path'], layout: { 'symbol-placement': 'line', 'text-field': name, 'text-size': 12 }, paint: { 'text-color': p.text, 'text-halo-color': p.halo, 'text-halo-width': 1.4 } },
    { id: 'label-zone', type: 'symbol', source, 'source-layer': 'labels', layout: { 'text-field': name, 'text-size': ['match', ['get', 'class'], 'district', 16, 12] }, paint: { 'text-color': p.text, 'text-halo-color': p.halo, 'text-halo-width': 1.6 } },
  ] };
}
