// A city that does not exist, made the same way every time, for development and tests without the server.
// Its rules are simplifications: they give the screens something that moves, and nothing here is shipped.

function random(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const rnd = random(20260301);

/** CITYLOOP_MOCK_SIDE=224 makes a city of 50,000 cells, to see how the pages bear it. */
const large = Number(process.env.CITYLOOP_MOCK_SIDE ?? 0);
export const columns = large || 60, rows = large || 50, side = large ? 40 : 150;
const lon0 = 117.02, lat0 = 32.05;
const perLat = 1 / 111320, perLon = 1 / (111320 * Math.cos((lat0 * Math.PI) / 180));
export const lonOf = (x) => lon0 + x * perLon;
export const latOf = (y) => lat0 - y * perLat; // y in metres to the south of the north edge
export const xOf = (lon) => (lon - lon0) / perLon;
export const yOf = (lat) => (lat0 - lat) / perLat;
export const width = columns * side, height = rows * side;
export const corners = [[lonOf(0), latOf(0)], [lonOf(width), latOf(0)], [lonOf(width), latOf(height)], [lonOf(0), latOf(height)]];
export const box = [lonOf(0), latOf(height), lonOf(width), latOf(0)];
export const t = (en, zh) => ({ en, zh });

/** The river winds from north to south; nobody lives in it. */
export const riverX = (y) => width * 0.62 + 700 * Math.sin(y / 1600) + 250 * Math.sin(y / 610);
const centres = [[width * 0.42, height * 0.45, 1], [width * 0.78, height * 0.62, 0.55], [width * 0.22, height * 0.78, 0.35]];

export const cells = [];
export const at = new Int32Array(columns * rows).fill(-1);
for (let row = 0; row < rows; row++)
  for (let col = 0; col < columns; col++) {
    const x = (col + 0.5) * side, y = (row + 0.5) * side;
    if (Math.abs(x - riverX(y)) < 130) continue;
    let density = 0;
    for (const [cx, cy, w] of centres) density += w * Math.exp(-Math.hypot(x - cx, y - cy) / 1400);
    const noise = 0.4 + 1.2 * rnd();
    let people = Math.round(260 * density * noise);
    const park = Math.hypot(x - width * 0.5, y - height * 0.2) < 520 || Math.hypot(x - width * 0.86, y - height * 0.33) < 420;
    if (park || people < 3) people = 0;
    at[row * columns + col] = cells.length;
    const elderly = 0.12 + 0.16 * rnd() + 0.08 * Math.exp(-Math.hypot(x - centres[0][0], y - centres[0][1]) / 1200);
    cells.push({ index: cells.length, col, row, x, y, east: x > riverX(y), people, park,
      children: Math.round(people * (0.1 + 0.1 * rnd())), elderly: Math.round(people * elderly),
      low_income: Math.round(people * (0.05 + 0.2 * rnd())), green: Math.max(0, Math.min(0.9, (park ? 0.8 : 0.15 + 0.35 * rnd() - 0.1 * density))) });
  }
export const cellId = (c) => `c${c.col}-${c.row}`;
export const label = (c) => `${String.fromCharCode(65 + Math.floor(c.col / 10))}${c.col % 10}-${String(c.row).padStart(2, '0')}`;

export const groups = [
  { key: 'children', name: t('Children', '儿童') },
  { key: 'elderly', name: t('Older people', '老年人') },
  { key: 'low_income', name: t('Low income', '低收入') },
];

const districtNames = [t('Willow Bank', '柳岸区'), t('Old Market', '旧市区'), t('East Shore', '东浦区')];
const first = ['梧桐', '清泉', '望湖', '南桥', '银杏', '石塘', '春风', '白鹭', '长宁', '松涛', '云台', '青溪', '河东', '月港', '新丰', '临江'];
const firstEn = ['Plane Tree', 'Clear Spring', 'Lake View', 'South Bridge', 'Ginkgo', 'Stone Pond', 'Spring Wind', 'Egret', 'Long Peace',
  'Pine Wave', 'Cloud Terrace', 'Green Brook', 'River East', 'Moon Harbour', 'New Harvest', 'Riverside'];
export const zones = districtNames.map((name, i) => ({ code: `d${i + 1}`, name, level: 'district', type: '', members: [] }));
const byStreet = new Map();
for (const c of cells) {
  const d = c.east ? 2 : c.y < height * 0.5 ? 0 : 1;
  const k = `${d}-${Math.floor(c.x / (width / 4))}-${Math.floor(c.y / (height / 4))}`;
  if (!byStreet.has(k)) {
    const n = byStreet.size;
    const z = { code: `s${String(n + 1).padStart(2, '0')}`, name: t(`${firstEn[n % 16]}${n >= 16 ? ' ' + (Math.floor(n / 16) + 1) : ''} Street`, `${first[n % 16]}${n >= 16 ? '二' : ''}街道`), level: 'street', type: '', members: [] };
    byStreet.set(k, z);
    zones.push(z);
  }
  zones[d].members.push(c);
  byStreet.get(k).members.push(c);
  c.zones = [zones[d], byStreet.get(k)];
}

export const kinds = [
  ['clinic', 'Clinic', '社区卫生服务站', 9, 20], ['primary_school', 'Primary school', '小学', 11, 900], ['kindergarten', 'Kindergarten', '幼儿园', 20, 240],
  ['middle_school', 'Middle school', '中学', 6, 1200], ['pharmacy', 'Pharmacy', '药店', 26, 1], ['market', 'Food market', '菜市场', 12, 60],
  ['library', 'Library', '图书馆', 4, 200], ['elder_day_care', 'Day care for the elderly', '老年人日间照料中心', 7, 40],
  ['park', 'Park', '公园', 10, 1], ['sports_ground', 'Sports ground', '运动场', 8, 100], ['toilet', 'Public toilet', '公共厕所', 24, 6],
].map(([key, en, zh, n, capacity]) => ({ key, name: t(en, zh), n, capacity }));
const weighed = cells.reduce((s, c) => s + c.people * (c.x < width * 0.6 ? 1 : 0.45), 0);
export const places = [];
for (const k of kinds)
  for (let i = 0; i < Math.round(k.n * 1.8); i++) {
    let left = rnd() * weighed, c = cells[0];
    for (const q of cells) if ((left -= q.people * (q.x < width * 0.6 ? 1 : 0.45)) < 0) { c = q; break; }
    places.push({ id: `${k.key}-${i + 1}`, kind: k.key, name: `${first[Math.floor(rnd() * 16)]}${k.name.zh}`, x: c.x + 60 * rnd(), y: c.y + 60 * rnd(), capacity: Math.round(k.capacity * (0.7 + 0.6 * rnd())) });
  }

const walk = (kind, limit, standard, en, zh) => ({ key: `access.${kind}.walk`, kind, theme: 'services', unit: 'min', standard, limit, higher: false,
  name: t(`Walk to the nearest ${en}`, `步行到最近的${zh}`), meaning: t(`Minutes from the middle of a cell along the streets to the nearest open ${en}.`, `从格网中心沿街道步行到最近一处开放的${zh}所需分钟数。`),
  formula: 'value[c] = min over open places p of t(c → p)', clause: 'table C.0.1', breaks: [3, 6, 10, 15, 20] });
export const indicators = [
  walk('clinic', 30, 13.3, 'clinic', '社区卫生服务站'), walk('primary_school', 30, 6.7, 'primary school', '小学'),
  walk('kindergarten', 30, 4, 'kindergarten', '幼儿园'), walk('middle_school', 30, 13.3, 'middle school', '中学'),
  walk('pharmacy', 30, 6.7, 'pharmacy', '药店'), walk('market', 30, 10, 'food market', '菜市场'), walk('library', 30, 15, 'library', '图书馆'),
  walk('elder_day_care', 30, 4, 'day care for the elderly', '老年人日间照料中心'), walk('park', 30, 8, 'park', '公园'),
  walk('sports_ground', 30, 10, 'sports ground', '运动场'), walk('toilet', 30, 5, 'public toilet', '公共厕所'),
  { key: 'green.share', theme: 'green', unit: '%', standard: 35, higher: true, name: t('Green cover', '绿化覆盖率'), meaning: t('Share of the cell covered by plants.', '格网内植被覆盖面积比例。'), formula: 'value[c] = green area / area', clause: '', breaks: [15, 25, 35, 45, 60] },
  { key: 'density.people', theme: 'density', unit: 'person/km2', standard: null, higher: null, name: t('People per square kilometre', '人口密度'), meaning: t('Residents of the cell over its area.', '格网常住人口与面积之比。'), formula: 'value[c] = people / area', clause: '', breaks: [1000, 3000, 6000, 10000, 18000] },
  { key: 'housing.old_buildings', theme: 'housing', unit: '%', standard: null, higher: false, support: 'street', name: t('Homes built before 1980', '1980 年以前建成住房占比'), meaning: t('Share of homes by zone, from the census.', '按街道统计的住房比例（普查）。'), formula: 'value[z] = old / all', clause: '', breaks: [10, 20, 30, 40, 50] },
  { key: 'health.doctors', theme: 'health', unit: '1/1000person', standard: 3.2, higher: true, support: 'whole', name: t('Licensed doctors', '每千人口执业（助理）医师数'), meaning: t('Licensed doctors per 1,000 residents.', '每千常住人口执业（助理）医师数。'), formula: 'value = doctors / people × 1000', clause: '', breaks: [] },
  { key: 'air.good_days', theme: 'environment', unit: '%', standard: 85, higher: true, support: 'whole', name: t('Days with good air', '空气质量优良天数比例'), meaning: t('Share of days with AQI ≤ 100.', 'AQI ≤ 100 的天数比例。'), formula: 'value = good days / days', clause: '', breaks: [] },
];
export const isWalk = (i) => i.key.startsWith('access.');

export const crosses = (c, p) => c.east !== p.x > riverX(p.y);
function minutes(c, p, paths) {
  let m = (Math.abs(c.x - p.x) + Math.abs(c.y - p.y)) / 75;
  if (crosses(c, p)) m += 6;
  for (const path of paths) {
    const a = path[0], b = path[path.length - 1];
    const via = Math.min(Math.hypot(c.x - a.x, c.y - a.y) + Math.hypot(p.x - b.x, p.y - b.y), Math.hypot(c.x - b.x, c.y - b.y) + Math.hypot(p.x - a.x, p.y - a.y));
    m = Math.min(m, (via + Math.hypot(a.x - b.x, a.y - b.y)) / 75);
  }
  return m;
}

/** Values and marks of one indicator, with the places and paths of a changed city. */
export function measure(ind, these = places, paths = [], greened = new Set()) {
  const value = new Float32Array(cells.length), mark = new Uint8Array(cells.length), nearest = [];
  const of = these.filter((p) => p.kind === ind.kind);
  for (const c of cells) {
    const i = c.index;
    if (isWalk(ind)) {
      let best = Infinity, who = null;
      for (const p of of) { const m = minutes(c, p, paths); if (m < best) { best = m; who = p; } }
      nearest[i] = who;
      value[i] = Math.min(best, ind.limit);
      mark[i] = c.people === 0 ? 4 : best > ind.limit ? 2 : 0;
    } else if (ind.key === 'green.share') {
      value[i] = greened.has(i) ? 80 : 100 * c.green;
      mark[i] = c.x > width * 0.9 && c.y > height * 0.55 ? 3 : c.col % 7 === 0 && c.y < 1500 ? 1 : 0;
    } else if (ind.key === 'density.people') { value[i] = c.people / (side / 1000) ** 2; mark[i] = c.people > 0 && c.people < 6 ? 5 : 0; }
    else if (ind.key === 'housing.old_buildings') { const n = Number(c.zones[1].code.slice(1)); value[i] = (n * 37) % 58; mark[i] = n % 9 === 0 ? 3 : 0; }
    else { value[i] = ind.key === 'health.doctors' ? 2.9 : 88.2; mark[i] = 0; }
  }
  return { value, mark, nearest };
}
/** 1 at nothing to walk, 0.6 at the standard, 0 at the limit. */
export function score(ind, v) {
  if (ind.standard === null) return NaN;
  if (!ind.higher) return v <= ind.standard ? 1 - 0.4 * (v / ind.standard) : Math.max(0, 0.6 * (1 - (v - ind.standard) / ((ind.limit ?? 30) - ind.standard)));
  return v >= ind.standard ? Math.min(1, 0.6 + (0.4 * (v - ind.standard)) / ind.standard) : (0.6 * v) / ind.standard;
}
export const meets = (ind, v) => (ind.higher ? v >= ind.standard - 1e-6 : v <= ind.standard + 1e-6);
