// Cases, outcomes, the loop, sources, accounts, uploads of the made-up city.
import { cells, label, t, indicators, kinds } from './city.mjs';
import { findings, frameworks } from './judge.mjs';
import { plans } from './decide.mjs';

const words = { open: t('Open', '待派遣'), assigned: t('Assigned', '已派遣'), working: t('Under way', '处置中'), finished: t('Finished', '已完成'), closed: t('Closed', '已结案'), cancelled: t('Cancelled', '已撤销'), merged: t('Merged', '已合并') };
const next = { open: ['assign', 'merge', 'cancel'], assigned: ['accept', 'cancel'], working: ['finish'], finished: ['verify', 'reopen'], closed: ['reopen'], cancelled: [], merged: [] };
const after = { assign: 'assigned', accept: 'working', start: 'working', finish: 'finished', verify: 'closed', reopen: 'working', merge: 'merged', cancel: 'cancelled' };
const cases = plans[0].chosen.slice(0, 14).map((c, i) => {
  const state = ['open', 'assigned', 'working', 'working', 'finished', 'closed'][i % 6];
  return { id: `C-2026-${String(i + 1).padStart(4, '0')}`, state, state_words: words[state], title: c.name, owner: c.owner, due: `2027-${String((i % 9) + 1).padStart(2, '0')}-28`, late: i % 7 === 2, opened: '2026-03-05T08:00:00Z', last: '2026-06-01T08:00:00Z', finished: null, spent: { yuan: state === 'closed' ? c.cost.yuan : 0, words: state === 'closed' ? c.cost.words : t('nothing yet', '尚无支出') }, reopened: i % 5 === 4 ? 1 : 0, lon: c.lon, lat: c.lat, plan: plans[0].line.id, moves: next[state] };
});
const events = new Map(cases.map((c) => [c.id, [{ at: c.opened, by: 'planner', role: 'planner', move: 'open', note: '' }]]));
const accounts = ['administrator', 'analyst', 'planner', 'finance', 'leader', 'resident', 'department'].map((n, i) => ({ name: n, display: n, roles: [n], active: i !== 6, organisation: '', zone: null, created: '2026-01-02T08:00:00Z', last_seen: i ? null : '2026-03-01T08:00:00Z' }));
const uploads = [];
const gives = { osm: [t('Streets, water, green, places', '道路、水系、绿地、场所')], gtfs: [t('Stops, lines and timetables', '公交站点、线路与时刻表')], people: [t('Residents by cell', '分格网人口')], statistics: [t('Published figures by zone', '分区统计数据')], unknown: [] };
const kindOf = (n) => (/\.pbf$|osm/i.test(n) ? 'osm' : /gtfs|\.zip$/i.test(n) ? 'gtfs' : /pop|people|人口/i.test(n) ? 'people' : /\.csv$|\.xlsx$/i.test(n) ? 'statistics' : 'unknown');
const missing = () => [['osm', 'Streets', '道路'], ['people', 'People', '人口']].filter(([k]) => !uploads.some((u) => u.kind === k)).map(([k, en, zh]) => ({ what: t(en, zh), why: k === 'osm' ? t('Without streets there is no walking.', '没有道路就无法计算步行。') : t('Without people nothing can be weighed.', '没有人口就无法加权。'), who: k === 'osm' ? t('OpenStreetMap extract of the city (.osm.pbf)', '本市 OpenStreetMap 提取数据（.osm.pbf）') : t('Bureau of statistics, or a population grid', '统计局，或人口格网数据') }));

export function admin({ world, session, method, path, ask, fw, ok, made, needs, json, body, job, reply, snapshot, roles }) {
  let m;
  if (path === '/loop') {
    const f = findings(fw);
    const n = (verb, count, en, zh, date = '2026-03-01') => ({ verb, count, date, text: t(en, zh) });
    return ok({ snapshot, counts: [n('measure', indicators.length, 'indicators measured', '项指标已测'), n('assess', 9, 'criteria below their standard', '项标准未达'), n('detect', f.length, 'findings open', '个问题待解'), n('decide', plans[0].line.projects, 'projects in the plan', '个项目入计划'), n('act', cases.filter((c) => c.state !== 'closed').length, 'cases under way', '件案件在办'), n('learn', 6, 'promises measured again', '项承诺已复测', null)], worst: f.slice(0, 5) });
  }
  if (path === '/cases') return needs('case.read') || ok({ cases });
  if ((m = /^\/cases\/([^/]+)$/.exec(path))) { const c = cases.find((k) => k.id === m[1]); return c ? ok({ case: c, events: events.get(c.id) }) : false; }
  if ((m = /^\/cases\/([^/]+)\/moves$/.exec(path))) {
    if (needs('case.move')) return true;
    const c = cases.find((k) => k.id === m[1]);
    c.state = after[json.move]; c.state_words = words[c.state]; c.moves = next[c.state]; c.last = '2026-06-02T08:00:00Z';
    if (json.to) c.owner = json.to;
    if (json.spent_yuan) c.spent = { yuan: json.spent_yuan, words: t(`¥${json.spent_yuan}`, `${json.spent_yuan}元`) };
    events.get(c.id).push({ at: c.last, by: session.name, role: session.name, move: json.move, note: json.note ?? '' });
    return ok(c);
  }
  if (path === '/outcomes') return ok({ snapshot, outcomes: plans[0].chosen.slice(0, 8).map((c, i) => ({ project: c.name, indicator: c.promised[0].indicator, name: c.promised[0].name, unit: 'min', promised: -4.2 - (i % 3), measured: i === 7 ? null : -3.1 - (i % 4) * 0.9, low: i === 7 ? null : -4.4 - (i % 4) * 0.9, high: i === 7 ? null : -1.8 - (i % 4) * 0.9, people: c.promised[0].people, note: i === 7 ? t('Not measured again yet.', '尚未复测。') : t('Compared with cells beyond reach.', '与影响范围之外的格网比较。') })),
    beliefs: kinds.slice(0, 5).map((k, i) => ({ type: k.key, name: k.name, effect: 0.82 + i * 0.05, effect_doubt: 0.12, cost: 1.06 + i * 0.03, cost_doubt: 0.08, cases: 3 + i })), words: [t('What was built served 82 % of what was promised.', '已建项目的实际效果为承诺的 82%。'), t('Costs were 6 % above the price list.', '费用比单价表高 6%。')] });
  if (path === '/sources') return ok({ snapshot, sources: [['streets.osm.pbf', 'OpenStreetMap extract', 'ODbL 1.0', '2026-02-20', ['streets', 'places', 'land'], 48211], ['census.csv', 'Census', 'open', '2020-11-01', ['people'], cells.length], ['places.csv', 'Public facilities', 'open', '2026-01-15', ['places'], 246], ['budget.yaml', 'Budget', 'internal', '2026-01-01', ['budget'], 12]].map(([file, title, licence, dated, layers, n]) => ({ file, title, licence, dated, layers, rows: n })),
    remarks: [{ level: 'warning', code: 'capacity_estimated', count: 17, text: t('17 places have no capacity; the kind’s usual one is taken.', '17 处场所无容量数据，按类别常值估计。'), where: 'places.csv', hint: t('Ask the education bureau for seats.', '请向教育部门索取学位数。') }] });
  if (path === '/accounts' && method === 'GET') return needs('accounts.manage') || ok({ accounts });
  if (path === '/accounts') { if (needs('accounts.manage')) return true; const a = { name: json.name, display: json.display, roles: json.roles, active: true, organisation: json.organisation ?? '', zone: json.zone ?? null, created: '2026-03-02T08:00:00Z', last_seen: null }; accounts.push(a); return made({ account: a, password: 'once-7f3k-29qd' }); }
  if ((m = /^\/accounts\/([^/]+)$/.exec(path))) { if (needs('accounts.manage')) return true; const a = accounts.find((k) => k.name === m[1]); Object.assign(a, json); return ok(a); }
  if (path === '/audit') { const before = +(ask('before') ?? 41), n = Math.min(+(ask('limit') ?? 20), before - 1); return needs('audit.read') || ok({ entries: Array.from({ length: n }, (_, i) => ({ number: before - 1 - i, at: `2026-03-01T0${i % 9}:12:00Z`, who: roles[i % 10], role: roles[i % 10], action: i % 3 ? 'session.open' : 'plan.adopt', object: i % 3 ? '' : 'plan-1', basis: i % 3 ? '' : '市政府常务会议纪要〔2026〕3号', outcome: i % 8 === 5 ? 'refused' : 'done' })) }); }
  if (path === '/uploads' && method === 'GET') return needs('import.make') || ok({ uploads, missing: missing(), ready: missing().length === 0 });
  if (path === '/uploads') { if (needs('import.make')) return true; const kind = kindOf(ask('filename')); const u = { name: ask('filename'), bytes: body.length, kind, gives: gives[kind], ...(kind === 'unknown' ? { problem: t('This file is not of a known kind.', '无法识别此文件。') } : {}) }; uploads.push(u); return made(u); }
  if (path === '/imports') return needs('import.make') || made(job('import', 10, () => { world.empty = false; return { result: '/api/v1/city' }; }), 202);
  void reply; void label; void frameworks;
  return false;
}
