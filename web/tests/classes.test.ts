import { describe, expect, it } from 'vitest';
import { Mark } from '../src/lib/api/packed';
import { classOf, distanceClasses, hatching, sequentialClasses, type Rgb } from '../src/lib/map/classes';
import { Grid } from '../src/lib/map/grid';
import { paint, pixelsPerCell, signOf } from '../src/lib/map/paint';

const luminance = ([r, g, b]: Rgb) => {
  const f = (v: number) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
};
/** As somebody without green cones sees it (Viénot, Brettel & Mollon 1999, deuteranopia, in linear light). */
function deuteranope(c: Rgb): [number, number, number] {
  const [r, g, b] = c.map((v) => (v / 255) ** 2.2) as [number, number, number];
  return [0.29275 * r + 0.70725 * g, 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b];
}

describe('classes of colour', () => {
  it('put a value at a break into the class above it', () => {
    const c = sequentialClasses([5, 10], null, 'light');
    expect([4.9, 5, 9.9, 10, 99].map((v) => classOf(c, v))).toEqual([0, 1, 1, 2, 2]);
    expect(c.colours).toHaveLength(3);
  });
  it('are fixed by the breaks and do not follow the values', () => {
    expect(sequentialClasses([1, 2, 3], true, 'light')).toEqual(sequentialClasses([1, 2, 3], true, 'light'));
  });
  it('keep the standard in the white middle, worse on the side of the bad', () => {
    const minutes = distanceClasses(13.3, [3, 6, 10, 15, 20], false, 'light');
    expect(classOf(minutes, 13.3)).toBe(minutes.middle);
    expect(minutes.colours).toHaveLength(7);
    const [, , , middle] = minutes.colours as [Rgb, Rgb, Rgb, Rgb];
    expect(luminance(middle)).toBeGreaterThan(0.85);
    // Longer is worse: brown has more red than blue, teal the other way round.
    const brown = minutes.colours.at(-1) as Rgb;
    expect(brown[0]).toBeGreaterThan(brown[2]);
    const green = distanceClasses(35, [15, 25, 45], true, 'light');
    expect((green.colours[0] as Rgb)[0]).toBeGreaterThan((green.colours[0] as Rgb)[2]);
  });
  it('grow darker step by step, so that they are told apart without colour', () => {
    const ramp = sequentialClasses([1, 2, 3, 4, 5], null, 'light').colours.map(luminance);
    for (let i = 1; i < ramp.length; i++) expect(ramp[i]).toBeLessThan((ramp[i - 1] as number) * 0.85);
  });
  it('tell worse from better for a deuteranope', () => {
    const c = distanceClasses(10, [5, 15], false, 'light').colours.map(deuteranope);
    // What is left to a deuteranope is the axis from blue to yellow: the two arms lie on different sides of it.
    const yellow = ([r, , b]: [number, number, number]) => r - b;
    for (const bad of c.slice(4)) for (const good of c.slice(0, 3)) expect(yellow(bad)).toBeGreaterThan(yellow(good));
  });
});

const grid = new Grid(
  { lon: Float64Array.of(0.5, 1.5, 0.5), lat: Float64Array.of(1.5, 1.5, 0.5), people: Float32Array.of(1, 1, 1), column: Uint16Array.of(0, 1, 0), row: Uint16Array.of(0, 0, 1) },
  { columns: 2, rows: 2, side_m: 100, corners: [[0, 2], [2, 2], [2, 0], [0, 0]] },
);
const classes = sequentialClasses([10], null, 'light');

describe('the picture of the cells', () => {
  it('draws unknown and beyond as hatching of two kinds, nobody as nothing, and never as a value', () => {
    const field = { value: Float32Array.of(0, 30, 0), mark: Uint8Array.of(Mark.no_data, Mark.beyond, Mark.not_applicable) };
    expect([0, 1, 2].map((i) => signOf(field, classes, i))).toEqual(['unknown', 'beyond', 'nobody']);
    const k = 8;
    const pixels = new Uint32Array(16 * 16);
    paint(pixels, k, grid, { field, classes, theme: 'light' });
    const cell = (c: number, r: number) => new Set(Array.from({ length: k * k }, (_, i) => pixels[(r * k + Math.floor(i / k)) * 16 + c * k + (i % k)]));
    expect(cell(0, 0).size).toBe(2);
    expect(cell(1, 0).size).toBe(2);
    expect([...cell(0, 0)].some((c) => cell(1, 0).has(c))).toBe(false);
    expect([...cell(0, 1)]).toEqual([0]);
    expect([...cell(1, 1)]).toEqual([0]);
  });
  it('draws a value that is not a number as unknown, whatever its mark says', () => {
    expect(signOf({ value: Float32Array.of(NaN), mark: Uint8Array.of(Mark.known) }, classes, 0)).toBe('unknown');
  });
  it('shows the city after the change east of the divider and as it is west of it', () => {
    const before = { value: Float32Array.of(1, 1, 1), mark: new Uint8Array(3) };
    const after = { value: Float32Array.of(99, 99, 99), mark: new Uint8Array(3), lon: 1 };
    const pixels = new Uint32Array(4 * 4);
    paint(pixels, 2, grid, { field: before, classes, theme: 'light', after });
    expect(pixels[0]).not.toBe(pixels[2]);
  });
  it('never grows beyond four million pixels', () => {
    for (const [c, r] of [[60, 50], [224, 224], [1200, 900]] as const) expect(c * r * pixelsPerCell(c, r) ** 2).toBeLessThanOrEqual(Math.max(4e6, c * r * 4));
  });
  it('has hatching for every theme', () => {
    for (const h of Object.values(hatching)) expect(h.unknown.line).not.toEqual(h.unknown.ground);
  });
});

describe('the grid', () => {
  it('finds the cell under a point, and none outside or in a hole', () => {
    expect(grid.indexAt(0.2, 1.8)).toBe(0);
    expect(grid.indexAt(1.9, 1.1)).toBe(1);
    expect(grid.indexAt(0.9, 0.1)).toBe(2);
    expect(grid.indexAt(1.5, 0.5)).toBe(-1);
    expect(grid.indexAt(2.5, 0.5)).toBe(-1);
  });
  it('finds it on a lattice that is turned and sheared', () => {
    const corners = [[10, 50], [10.2, 50.02], [10.22, 49.9], [10.01, 49.88]];
    const turned = new Grid({ lon: Float64Array.of(0), lat: Float64Array.of(0), people: Float32Array.of(1), column: Uint16Array.of(7), row: Uint16Array.of(3) }, { columns: 10, rows: 10, side_m: 1, corners });
    const ring = turned.ring(0);
    const middle = [0, 1].map((k) => ring.slice(0, 4).reduce((s, p) => s + (p[k] as number), 0) / 4) as [number, number];
    expect(turned.indexAt(...middle)).toBe(0);
  });
  it('draws the edge of a set of cells once, and nothing between its cells', () => {
    expect(grid.edge([0, 1])).toHaveLength(6);
    expect(grid.edge([0])).toHaveLength(4);
    expect(grid.edge([])).toHaveLength(0);
  });
});
