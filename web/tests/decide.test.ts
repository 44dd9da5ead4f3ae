import { describe, expect, it } from 'vitest';
import { decode, encode, type Change } from '../src/lib/decide/changes';
import { latest } from '../src/lib/decide/latest';

const changes: Change[] = [
  { do: 'add_place', kind: 'clinic', lon: 117.0512345, lat: 32.01, capacity: 20 },
  { do: 'close_place', place: 'osm:node/123 (旧)~,:_' },
  { do: 'add_path', modes: ['walk', 'cycle'], line: [[117.05, 32.01], [117.06, -0.5]] },
  { do: 'add_line', line: [[117.05, 32.01], [117.06, 32.02]], every_minutes: 7.5, from: '06:00', until: '22:30', kmh: 18 },
  { do: 'set_land_use', use: 'park', cells: ['c1-2', 'a_b', 'x~y'] },
];

describe('changes in an address', () => {
  it('come back as they went in, to a tenth of a metre', () => {
    const back = decode(new URLSearchParams(`c=${encodeURIComponent(encode(changes))}`).get('c') as string);
    expect(back).toEqual([{ ...changes[0], lon: 117.051235 }, ...changes.slice(1)]);
  });
  it('come back through a second passing unchanged', () => {
    expect(encode(decode(encode(changes)))).toBe(encode(changes));
  });
  it('leave out what cannot be read and keep the rest', () => {
    expect(decode(`nonsense~${encode(changes.slice(1, 2))}~add_place(lon:west)~close_place(place:%E0)`)).toEqual(changes.slice(1, 2));
    expect(decode('')).toEqual([]);
  });
});

describe('the latest question', () => {
  const settle = () => new Promise((r) => setTimeout(r, 0));
  it('asks one at a time and skips what was overtaken', async () => {
    const asked: number[] = [];
    const answered: number[] = [];
    const open: (() => void)[] = [];
    const q = latest<number, number>((n) => { asked.push(n); return new Promise((r) => open.push(() => r(n))); }, (a) => answered.push(a), () => {}, 0);
    q.ask(1);
    q.ask(2);
    q.ask(3);
    expect(asked).toEqual([1]);
    open[0]?.();
    await settle();
    expect(asked).toEqual([1, 3]);
    open[1]?.();
    await settle();
    expect(answered).toEqual([1, 3]);
  });
  it('forgets what was dropped, even if its answer comes later', async () => {
    const answered: number[] = [];
    const open: (() => void)[] = [];
    let stopped = false;
    const q = latest<number, number>((n, signal) => { signal.addEventListener('abort', () => (stopped = true)); return new Promise((r) => open.push(() => r(n))); }, (a) => answered.push(a), () => {}, 0);
    q.ask(1);
    q.drop();
    expect(stopped).toBe(true);
    open[0]?.();
    await settle();
    q.ask(2);
    open[1]?.();
    await settle();
    expect(answered).toEqual([2]);
  });
  it('goes on after a failure', async () => {
    const failed: unknown[] = [];
    const answered: number[] = [];
    const q = latest<number, number>((n) => (n === 1 ? Promise.reject(new Error('no')) : Promise.resolve(n)), (a) => answered.push(a), (e) => failed.push(e), 0);
    q.ask(1);
    await settle();
    q.ask(2);
    await settle();
    expect(failed).toHaveLength(1);
    expect(answered).toEqual([2]);
  });
});
