// The contract, answered. Accounts are named like their roles; every password is "demo".
import { box, cellId, cells, columns, corners, groups, indicators, kinds, label, latOf, lonOf, meets, places, rows, score, side, t, xOf, yOf, zones, at } from "./city.mjs";
import { assess, cellScores, findings, frameworks, indicatorOf, nameOf, standard, standing } from './judge.mjs';
import { makePlan, plans, scenarios, siting, whatIf, whatIfCells } from './decide.mjs';
import { pack } from './packed.mjs';
import { style, tile, tileJson } from './tiles.mjs';
import { admin } from './office.mjs';

export const snapshot = 'a1b2c3d4e5f6';
const roles = ['resident', 'collector', 'department', 'supervisor', 'analyst', 'planner', 'finance', 'leader', 'organisation', 'administrator'];
const open = ['city.read'];
const rights = { resident: [], collector: ['case.read', 'case.move'], department: ['case.read', 'case.move'], supervisor: ['case.read', 'case.move'], analyst: ['whatif.try', 'scenario.save', 'case.read', 'job.read'],
  planner: ['whatif.try', 'scenario.save', 'plan.make', 'case.read', 'job.read'], finance: ['plan.make', 'whatif.try', 'case.read', 'job.read', 'plan.adopt'], leader: ['plan.adopt', 'case.read'], organisation: [],
  administrator: ['accounts.manage', 'audit.read', 'import.make', 'case.read', 'case.move', 'whatif.try', 'scenario.save', 'plan.make', 'plan.adopt', 'job.read'] };
const who = (s) => s ? { signed_in: true, name: s.name, display: s.name, roles: [s.name], may: [...open, ...rights[s.name]], token: s.token, must_change_password: false, zone: null } : { signed_in: false, name: null, display: null, roles: [], may: open, token: '', must_change_password: false };

const line = (i) => {
  const m = standard.get(i.key), st = standing(i, m, cells);
  const count = (f) => m.mark.reduce((n, k) => n + (f(k) ? 1 : 0), 0);
  return { key: i.key, version: 1, theme: i.theme, name: i.name, meaning: i.meaning, unit: i.unit, support: i.support ?? 'cell', known: count((k) => k < 2), beyond: count((k) => k === 2), unknown: count((k) => k === 3 || k === 5), mean: st.value, source: { title: i.clause ? 'GB 50180-2018' : 'CityLoop', clause: i.clause || 'own definition', edition: '2018', verified: i.clause !== '' } };
};
const shown = (st) => ({ value: st.value, score: st.score, meets: st.meets });
function detail(i) {
  const m = standard.get(i.key);
  const edges = i.breaks.length ? [0, ...i.breaks, i.breaks.at(-1) * 1.5] : [];
  return { snapshot, line: line(i), formula: i.formula, method: t('Along streets at 1.25 m/s, bridges counted.', '沿街道按 1.25 m/s 步行，计过桥。'), standard: i.standard, higher_is_better: i.higher, breaks: i.breaks,
    distribution: edges.slice(1).map((to, k) => { const from = edges[k], q = cells.filter((c) => m.mark[c.index] < 3 && m.value[c.index] >= from && (m.value[c.index] < to || k === edges.length - 2)); return { from, to, people: q.reduce((s, c) => s + c.people, 0), cells: q.length }; }),
    zones: zones.map((z) => { const st = standing(i, m, z.members); return { code: z.code, name: z.name, level: z.level, people: st.people, coverage: st.coverage, ...shown(st) }; }),
    groups: groups.map((g) => ({ key: g.key, name: g.name, ...shown(standing(i, m, cells, g.key)) })) };
}
function story(c, fw) {
  const values = indicators.filter((i) => !i.support).map((i) => { const m = standard.get(i.key), mark = ['known', 'estimated', 'beyond', 'no_data', 'not_applicable', 'suppressed'][m.mark[c.index]], known = m.mark[c.index] < 3; return { indicator: i.key, name: i.name, unit: i.unit, value: known ? m.value[c.index] : null, mark, score: known && i.standard !== null ? score(i, m.value[c.index]) : null, standard: i.standard, meets: known && i.standard !== null ? meets(i, m.value[c.index]) && m.mark[c.index] < 2 : null, city: standing(i, m, cells).value }; });
  const few = c.people > 0 && c.people < 6;
  const sc = cellScores(fw);
  const ok = values.filter((v) => v.meets === true).length, of = values.filter((v) => v.meets !== null).length;
  const worst = values.filter((v) => v.unit === 'min' && v.value !== null).sort((a, b) => b.value - a.value)[0];
  return { snapshot, cell: cellId(c), label: label(c), name: t(`${c.zones[1].name.en}, ${label(c)}`, `${c.zones[1].name.zh} ${label(c)}`), lon: lonOf(c.x), lat: latOf(c.y), people: few ? null : c.people,
    groups: few ? [] : groups.map((g) => ({ ...g, people: c[g.key] })), zones: c.zones.map(({ code, level, name }) => ({ code, level, name })), score: sc.mark[c.index] ? null : sc.value[c.index], values,
    near: kinds.map((k) => { const i = indicators.find((q) => q.kind === k.key), m = standard.get(i.key), p = m.nearest[c.index]; return { kind: k.key, name: k.name, minutes: m.mark[c.index] === 2 ? null : m.value[c.index], place: p?.name ?? '' }; }),
    findings: findings(fw).filter((f) => f.cells.includes(c.index)).slice(0, 5),
    words: [t(`${ok} of ${of} standards are met here.`, `这里达到 ${of} 项标准中的 ${ok} 项。`), worst ? t(`The longest way is ${Math.round(worst.value)} minutes: ${worst.name.en.toLowerCase()}.`, `最远的一项要走 ${Math.round(worst.value)} 分钟：${worst.name.zh}。`) : t('', '')] };
}
const overview = (empty) => ({ loaded: !empty, name: empty ? t('', '') : t('Clearwater', '清河市'), generated: true, snapshot: empty ? '' : snapshot, as_of: empty ? '' : '2026-03-01', people: empty ? 0 : cells.reduce((s, c) => s + c.people, 0), cells: empty ? 0 : cells.length, places: empty ? 0 : places.length, streets_km: empty ? 0 : 412.6, box: empty ? [] : box,
  ...(empty ? {} : { lattice: { columns, rows, side_m: side, corners } }), levels: [{ key: 'district', name: t('District', '区'), zones: 3 }, { key: 'street', name: t('Street office', '街道'), zones: zones.length - 3 }],
  frameworks: frameworks.map(nameOf), groups: groups.map((g) => ({ ...g, people: cells.reduce((s, c) => s + c[g.key], 0) })), kinds: kinds.map((k) => ({ key: k.key, name: k.name, places: places.filter((p) => p.kind === k.key).length })), language: 'zh', version: '0.1.0' });

let jobs = 0;
function job(world, what, units, finish) {
  const j = { id: `job-${++jobs}`, what, state: 'running', step: what, done: 0, units, result: null };
  world.jobs.set(j.id, { j, finish, heard: [] });
  const timer = setInterval(() => {
    const held = world.jobs.get(j.id);
    if (j.state !== 'running') { clearInterval(timer); return; }
    j.done += 1;
    if (j.done >= units) { Object.assign(j, finish(), { state: 'done' }); clearInterval(timer); }
    for (const hear of held.heard) hear(j);
  }, 120);
  return j;
}
const csvOf = () => 'cell,people\n' + cells.map((c) => `${cellId(c)},${c.people}`).join('\n');

/** Tiles, styles, downloads: what is not JSON of the API. */
export function files({ url, reply }) {
  let m;
  if (url.pathname === '/tiles/style.json') return reply(200, style(url.searchParams.get('theme'))), true;
  if ((m = /^\/tiles\/(\w+)\.json$/.exec(url.pathname))) return reply(200, tileJson(m[1])), true;
  if ((m = /^\/tiles\/(\w+)\/(\d+)\/(\d+)\/(\d+)\.mvt$/.exec(url.pathname))) { const b = tile(m[1], +m[2], +m[3], +m[4]); return b ? reply(200, b, 'application/vnd.mapbox-vector-tile') : reply(204), true; }
  if (/^\/api\/v1\/(report|papers)\.html$/.test(url.pathname)) return reply(200, '<!doctype html><html lang="en"><title>Report</title><h1>Report of a city that does not exist</h1></html>', 'text/html; charset=utf-8'), true;
  if (/^\/api\/v1\/(downloads\/.+|report|papers)\.\w+$/.test(url.pathname)) return reply(200, csvOf(), 'application/octet-stream', { 'content-disposition': 'attachment' }), true;
  return false;
}

export function answers(q) {
  const { world, session, method, url, json, reply, refuse } = q;
  const path = url.pathname.replace('/api/v1', ''), ask = (k) => url.searchParams.get(k);
  const fw = frameworks.find((f) => f.key === (ask('framework') ?? 'demo')) ?? frameworks[0];
  const ok = (v) => (reply(200, v), true), made = (v, s = 201) => (reply(s, v), true);
  const needs = (right) => !who(session).may.includes(right) && (refuse(session ? 403 : 401, 'This needs another role.', '需要其他角色。'), true);
  let m;
  if (path === '/me' && method === 'GET') return ok(who(session));
  if (path === '/session' && method === 'POST') {
    if (!roles.includes(json.name) || json.password !== 'demo') return refuse(403, 'Name or password is wrong.', '用户名或密码不正确。'), true;
    const id = `s${world.sessions.size + 1}`, s = { name: json.name, token: `t-${id}` };
    world.sessions.set(id, s);
    return reply(200, who(s), 'application/json', { 'set-cookie': `session=${id}; Path=/; HttpOnly; SameSite=Strict` }), true;
  }
  if (path === '/session' && method === 'DELETE') return reply(204, undefined, 'application/json', { 'set-cookie': 'session=; Path=/; Max-Age=0' }), true;
  if (path === '/me/password') return reply(204), true;
  if (path === '/city') return ok(overview(world.empty));
  if (path === '/zones') { const f = cellScores(fw); void f; const a = assess(fw, snapshot); return ok({ snapshot, zones: zones.map((z) => ({ code: z.code, name: z.name, level: z.level, type: '', people: z.members.reduce((s, c) => s + c.people, 0), score: a.zones.find((v) => v.code === z.code).score, box: [lonOf(Math.min(...z.members.map((c) => c.x)) - side / 2), latOf(Math.max(...z.members.map((c) => c.y)) + side / 2), lonOf(Math.max(...z.members.map((c) => c.x)) + side / 2), latOf(Math.min(...z.members.map((c) => c.y)) - side / 2)] })) }); }
  if (path === '/places') return ok({ snapshot, places: places.filter((p) => !ask('kind') || p.kind === ask('kind')).map((p) => ({ id: p.id, kind: p.kind, name: p.name, lon: lonOf(p.x), lat: latOf(p.y), capacity: p.capacity })) });
  if (path === '/grid') return reply(200, pack(snapshot, cells.length, { column: Uint16Array.from(cells, (c) => c.col), row: Uint16Array.from(cells, (c) => c.row), lon: Float64Array.from(cells, (c) => lonOf(c.x)), lat: Float64Array.from(cells, (c) => latOf(c.y)), people: Float32Array.from(cells, (c) => (c.people > 0 && c.people < 6 ? NaN : c.people)) }), 'application/octet-stream'), true;
  if ((m = /^\/cells\/(.+)$/.exec(path))) { const c = cells.find((k) => cellId(k) === m[1]); return c ? ok(story(c, fw)) : (refuse(404, 'No such cell.', '没有这个格网。'), true); }
  if (path === '/locate') { const col = Math.floor(xOf(+ask('lon')) / side), row = Math.floor(yOf(+ask('lat')) / side); const i = col >= 0 && col < columns && row >= 0 && row < rows ? at[row * columns + col] : -1; return ok(i < 0 ? { inside: false, cell: null, index: null } : { inside: true, cell: cellId(cells[i]), index: i }); }
  if (path === '/search') { const s = (ask('q') ?? '').toLowerCase(); const hits = [...zones.filter((z) => z.name.zh.includes(s) || z.name.en.toLowerCase().includes(s)).map((z) => { const c = z.members.reduce((a, b) => (b.people > a.people ? b : a)); return { what: 'zone', id: z.code, name: z.name.zh, note: z.name, lon: lonOf(c.x), lat: latOf(c.y) }; }), ...places.filter((p) => p.name.includes(s) || p.kind.includes(s)).map((p) => ({ what: 'place', id: p.id, name: p.name, note: kinds.find((k) => k.key === p.kind).name, lon: lonOf(p.x), lat: latOf(p.y) }))]; return ok({ hits: hits.slice(0, 12) }); }
  if (path === '/measurements') return ok({ snapshot, as_of: '2026-03-01', indicators: indicators.map(line) });
  if ((m = /^\/measurements\/([^/]+)(\/cells)?$/.exec(path))) { const i = indicatorOf(decodeURIComponent(m[1])); if (!i) return false; if (!m[2]) return ok(detail(i)); const f = standard.get(i.key); return reply(200, pack(snapshot, cells.length, { value: f.value, mark: f.mark }), 'application/octet-stream'), true; }
  if ((m = /^\/assessments\/([^/]+)(\/cells)?$/.exec(path))) { const g = frameworks.find((f) => f.key === m[1]); if (!g) return false; if (!m[2]) return ok(assess(g, snapshot)); const i = indicatorOf(ask('indicator')); const f = cellScores(g); if (i) for (const c of cells) { const v = standard.get(i.key); f.value[c.index] = score(i, v.value[c.index]); f.mark[c.index] = v.mark[c.index]; } return reply(200, pack(snapshot, cells.length, { score: f.value, mark: f.mark }), 'application/octet-stream'), true; }
  if (path === '/explain') { const i = indicatorOf(ask('indicator')) ?? indicators[0], st = standing(i, standard.get(i.key), cells); const leaf = (en, zh, v) => ({ label: t(en, zh), value: t(String(v), String(v)), children: [] }); return ok({ label: i.name, value: t(`${st.value?.toFixed(1)} ${i.unit}`, `${st.value?.toFixed(1)} ${i.unit}`), children: [{ label: t('How it is computed', '计算方式'), value: t(i.formula, i.formula), children: [leaf('Walking speed', '步行速度', '1.25 m/s'), leaf('Limit', '上限', `${i.limit ?? '–'} min`)] }, { label: t('From what', '数据来源'), value: t('3 sources', '3 个来源'), children: [leaf('streets.osm.pbf, 2026-02-20', 'streets.osm.pbf，2026-02-20', 'ODbL 1.0'), leaf('census.csv, 2020-11-01', 'census.csv，2020-11-01', 'open'), leaf('places.csv, 2026-01-15', 'places.csv，2026-01-15', 'open')] }, { label: t('People counted', '计入人口'), value: t(String(Math.round(st.people)), String(Math.round(st.people))), children: [] }] }); }
  if (path === '/findings') { const f = findings(fw); return ok({ snapshot, framework: fw.key, total: f.length, findings: f.slice(0, +(ask('limit') ?? 200)) }); }
  if ((m = /^\/findings\/(.+)$/.exec(path))) { const f = findings(fw).find((k) => k.id === decodeURIComponent(m[1])); return f ? ok(f) : false; }
  if (path === '/whatif') return needs('whatif.try') || ok(whatIf(fw, json, snapshot));
  if (path === '/whatif/cells') { if (needs('whatif.try')) return true; const f = whatIfCells(fw, json); return reply(200, pack(snapshot, f.index.length, f), 'application/octet-stream'), true; }
  if (path === '/plans' && method === 'GET') return ok({ plans: plans.map((p) => p.line) });
  if (path === '/plans') return needs('plan.make') || made(job(world, 'plan', 8, () => ({ result: `/api/v1/plans/${makePlan(fw, snapshot).line.id}` })), 202);
  if ((m = /^\/plans\/([^/]+)$/.exec(path))) { const p = plans.find((k) => k.line.id === m[1]); return p ? ok(p) : false; }
  if ((m = /^\/plans\/([^/]+)\/adoption$/.exec(path))) { if (needs('plan.adopt')) return true; const p = plans.find((k) => k.line.id === m[1]); const already = p.line.adopted; p.line.adopted = true; return ok({ plan: p.line.id, opened: already ? 0 : p.chosen.length, already }); }
  if (path === '/sitings') return needs('whatif.try') || made(job(world, 'siting', 8, () => ({ siting: siting(json) })), 202);
  if (path === '/scenarios' && method === 'GET') return ok({ scenarios });
  if (path === '/scenarios') { if (needs('scenario.save')) return true; const s = { id: `sc-${scenarios.length + 1}`, because: '', ...json, by: session.name, at: '2026-03-02T09:00:00Z', words: whatIf(fw, json, snapshot).words }; scenarios.push(s); return made(s); }
  if ((m = /^\/jobs\/([^/]+)(\/events)?$/.exec(path))) {
    const held = world.jobs.get(m[1]);
    if (!held) return false;
    if (method === 'DELETE') { held.j.state = 'stopped'; for (const hear of held.heard) hear(held.j); return made(held.j, 202); }
    if (!m[2]) return ok(held.j);
    q.res.writeHead(200, { ...q.headers, 'content-type': 'text/event-stream' });
    const hear = (j) => { q.res.write(`event: ${j.state === 'done' ? 'done' : j.state === 'running' ? 'progress' : 'failed'}\ndata: ${JSON.stringify(j)}\n\n`); if (j.state !== 'running') q.res.end(); };
    hear(held.j);
    held.heard.push(hear);
    return true;
  }
  return admin({ ...q, path, ask, fw, ok, made, needs, job: (...a) => job(world, ...a), snapshot, roles });
}
