// Judges the made-up city: criteria, goals, zones, groups, findings.
import { cells, groups, indicators, isWalk, label, measure, meets, score, t, zones, lonOf, latOf, kinds } from './city.mjs';

const goal = (key, en, zh, weight, ...criteria) => ({ key, name: t(en, zh), weight, criteria });
export const frameworks = [
  { key: 'demo', version: 1, scheme: 'score', name: t('Goals of the demo city', '示范城市目标'), adopted_by: t('The council of a city that does not exist', '示范城市（虚构）人大'),
    goals: [
      goal('education', 'Education', '教育', 2, ['access.primary_school.walk', 3, 'children'], ['access.middle_school.walk', 2, 'children'], ['access.kindergarten.walk', 2, 'children']),
      goal('health', 'Health', '医疗卫生', 2, ['access.clinic.walk', 2], ['access.pharmacy.walk', 1], ['health.doctors', 1]),
      goal('elder_care', 'Care for the elderly', '养老', 1, ['access.elder_day_care.walk', 1, 'elderly']),
      goal('daily_life', 'Daily life', '日常生活', 1, ['access.market.walk', 2], ['access.library.walk', 1], ['access.toilet.walk', 1]),
      goal('green', 'Green and sport', '绿地与健身', 1, ['access.park.walk', 2], ['access.sports_ground.walk', 1], ['green.share', 1], ['air.good_days', 1]),
    ] },
  { key: 'health_check_2025', version: 1, scheme: 'grade', name: t('City health check 2025', '2025 年城市体检'), adopted_by: t('Ministry of Housing and Urban-Rural Development', '住房和城乡建设部'),
    goals: [
      goal('community', 'Community', '小区（社区）', 1, ['access.kindergarten.walk', 1, 'children'], ['access.elder_day_care.walk', 1, 'elderly']),
      goal('block', 'Neighbourhood', '街区', 1, ['access.middle_school.walk', 1, 'children'], ['access.sports_ground.walk', 1], ['access.park.walk', 1]),
      goal('city', 'City', '城区', 1, ['green.share', 1], ['health.doctors', 1], ['housing.old_buildings', 1]),
    ] },
];
export const indicatorOf = (key) => indicators.find((i) => i.key === key);
const weightOf = (c, who) => (who ? c[who] : c.people);
export const standard = new Map(indicators.map((i) => [i.key, measure(i)]));

/** Score, value and share within the standard over some cells. */
export function standing(ind, m, members, who) {
  let n = 0, people = 0, s = 0, v = 0, ok = 0;
  for (const c of members) {
    const w = weightOf(c, who);
    people += w;
    if (m.mark[c.index] > 2) continue;
    n += w; v += w * m.value[c.index];
    if (ind.standard !== null) { s += w * score(ind, m.value[c.index]); if (meets(ind, m.value[c.index]) && m.mark[c.index] < 2) ok += w; }
  }
  const known = n > 0;
  return { score: known && ind.standard !== null ? s / n : null, value: known ? v / n : null, meets: known && ind.standard !== null ? ok / n : null,
    people, coverage: people ? n / people : 0, mark: known ? (isWalk(ind) ? 'known' : 'estimated') : 'no_data' };
}
const grades = ['very_good', 'good', 'fair', 'poor'];
const gradeWords = { very_good: t('very good', '很好'), good: t('good', '较好'), fair: t('fair', '一般'), poor: t('poor', '不足') };
const gradeOf = (s) => (s === null ? null : s > 0.75 ? grades[0] : s > 0.62 ? grades[1] : s > 0.45 ? grades[2] : grades[3]);

export function cellScores(fw, all = standard) {
  const value = new Float32Array(cells.length), mark = new Uint8Array(cells.length);
  for (const c of cells) {
    let w = 0, s = 0;
    for (const g of fw.goals) for (const [key, weight] of g.criteria) {
      const ind = indicatorOf(key), m = all.get(key);
      if (ind.standard === null || ind.support || m.mark[c.index] > 2) continue;
      w += weight * g.weight; s += weight * g.weight * score(ind, m.value[c.index]);
    }
    value[c.index] = w ? s / w : NaN;
    mark[c.index] = c.people === 0 ? 4 : w ? 0 : 3;
  }
  return { value, mark };
}
const mean = (field, members, who) => {
  let n = 0, s = 0;
  for (const c of members) if (field.mark[c.index] < 3 && !Number.isNaN(field.value[c.index])) { n += weightOf(c, who); s += weightOf(c, who) * field.value[c.index]; }
  return n ? s / n : null;
};
export const overallOf = (fw, all, who) => mean(cellScores(fw, all), cells, who);

export function assess(fw, snapshot) {
  const graded = fw.scheme === 'grade';
  const goals = fw.goals.map((g) => {
    const criteria = g.criteria.map(([key, weight, who]) => {
      const ind = indicatorOf(key), m = standard.get(key), st = standing(ind, m, cells, who);
      const grade = graded ? gradeOf(st.score) : null;
      return { indicator: key, version: 1, name: ind.name, unit: ind.unit, weight, standard: ind.standard, higher_is_better: ind.higher, standing: st,
        before: st.score === null ? null : Math.max(0, st.score - ((key.length % 5) - 2) * 0.012), before_value: st.value === null ? null : st.value * (1 + ((key.length % 5) - 2) * 0.01),
        grade, ...(grade ? { grade_words: gradeWords[grade], why: t('measured, no survey', '按实测值定级，无问卷') } : {}),
        groups: groups.map((q) => ({ key: q.key, name: q.name, ...standing(ind, m, cells, q.key) })).map(({ key: k, name, value, score: s, meets: o }) => ({ key: k, name, value, score: s, meets: o })),
        source: { title: 'GB 50180-2018', clause: ind.clause, edition: '2018', verified: ind.clause !== '' } };
    });
    let w = 0, s = 0, cover = 0;
    for (const c of criteria) { cover += c.weight * c.standing.coverage; if (c.standing.score !== null) { w += c.weight; s += c.weight * c.standing.score; } }
    const sc = w ? s / w : null, grade = graded ? gradeOf(sc) : null;
    return { key: g.key, name: g.name, weight: g.weight, standing: { score: graded ? null : sc, people: cells.reduce((a, c) => a + c.people, 0), coverage: cover / criteria.reduce((a, c) => a + c.weight, 0), mark: 'known' },
      before: graded || sc === null ? null : sc - 0.008, grade, ...(grade ? { grade_words: gradeWords[grade] } : {}), criteria };
  });
  const field = cellScores(fw);
  const all = mean(field, cells);
  return { snapshot, as_of: '2026-03-01', framework: nameOf(fw), overall: { score: graded ? null : all, people: cells.reduce((a, c) => a + c.people, 0), coverage: 0.97, mark: 'known' },
    before: graded ? null : all - 0.011, before_as_of: '2025-03-01', goals,
    groups: groups.map((g) => ({ key: g.key, name: g.name, score: mean(field, cells, g.key) })),
    zones: zones.map((z) => ({ code: z.code, name: z.name, level: z.level, people: z.members.reduce((a, c) => a + c.people, 0), coverage: 0.9 + (z.members.length % 10) / 100, score: mean(field, z.members) })) };
}
export const nameOf = ({ key, version, name, adopted_by, scheme }) => ({ key, version, name, adopted_by, scheme });

function components(bad) {
  const byPlace = new Map(bad.map((c) => [c.col + ',' + c.row, c])), out = [];
  while (byPlace.size) {
    const [start] = byPlace.values(), stack = [start], part = [];
    byPlace.delete(start.col + ',' + start.row);
    while (stack.length) {
      const c = stack.pop();
      part.push(c);
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        const k = c.col + dx + ',' + (c.row + dy), n = byPlace.get(k);
        if (n) { byPlace.delete(k); stack.push(n); }
      }
    }
    out.push(part);
  }
  return out;
}
const cache = new Map();
export function findings(fw) {
  if (cache.has(fw.key)) return cache.get(fw.key);
  const out = [];
  for (const g of fw.goals) for (const [key, , who] of g.criteria) {
    const ind = indicatorOf(key), m = standard.get(key);
    if (!isWalk(ind)) continue;
    const bad = cells.filter((c) => c.people > 0 && m.value[c.index] > ind.standard * 1.25);
    for (const part of zones.slice(3).flatMap((z) => components(bad.filter((c) => c.zones[1] === z)))) {
      const affected = part.reduce((a, c) => a + weightOf(c, who), 0);
      if (affected < 60) continue;
      const gap = part.reduce((a, c) => a + weightOf(c, who) * Math.max(0, 0.6 - score(ind, m.value[c.index])), 0) / affected;
      const worst = part.reduce((a, c) => (c.people * m.value[c.index] > a.people * m.value[a.index] ? c : a));
      const z = worst.zones[1], kind = kinds.find((k) => k.key === ind.kind);
      const mean = part.reduce((a, c) => a + c.people * m.value[c.index], 0) / part.reduce((a, c) => a + c.people, 0);
      const n = Math.round(affected);
      const group = groups.find((q) => q.key === who);
      out.push({ id: `f-${ind.kind}-${label(worst).toLowerCase()}`, kind: part.length > 60 ? 'hotspot' : 'shortfall', indicator: key,
        title: t(`${n.toLocaleString('en')} ${group ? group.name.en.toLowerCase() : 'people'} too far from a ${kind.name.en.toLowerCase()}`, `${n.toLocaleString('en')} 名${group ? group.name.zh : '居民'}距${kind.name.zh}过远`),
        where: t(`${z.name.en}, around ${label(worst)}`, `${z.name.zh}，${label(worst)} 一带`), group: who ?? 'all', affected, severity: gap, weight: affected * gap, confidence: 0.55 + ((part.length * 7) % 40) / 100,
        first_seen: '2025-03-01', last_seen: '2026-03-01', lon: lonOf(worst.x), lat: latOf(worst.y), cells: part.map((c) => c.index), zones: [z.code],
        evidence: [{ indicator: key, name: ind.name, unit: 'min', value: mean, expected: ind.standard, mark: 'known' }],
        answers: [{ do: 'add_place', kind: ind.kind, lon: lonOf(worst.x), lat: latOf(worst.y), capacity: kind.capacity }] });
    }
  }
  out.sort((a, b) => b.weight - a.weight);
  cache.set(fw.key, out);
  return out;
}
