// Cells as a picture: k × k pixels each. A picture of 50,000 cells is painted in a few milliseconds, a polygon each would take seconds.
import { Mark } from '$lib/api/packed';
import { classOf, hatching, type Classes, type Rgb, type Theme } from './classes';
import type { Grid } from './grid';
import type { Field } from './source';

const pack = ([r, g, b]: Rgb, a = 255) => ((a << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** Pixels along a cell's side: enough for hatching to be seen, and never a picture of more than four million. */
export function pixelsPerCell(columns: number, rows: number): number {
  return Math.max(2, Math.min(16, Math.floor(Math.sqrt(4e6 / (columns * rows)))));
}

export interface Picture {
  field: Field;
  classes: Classes;
  theme: Theme;
  /** Drawn instead, east of `lon`: the city after the change. */
  after?: { value: Float32Array; mark: Uint8Array; lon: number };
}

/** What a cell is drawn as: a class, or one of the signs for no value. */
export function signOf(field: Field, classes: Classes, i: number): number | 'unknown' | 'beyond' | 'nobody' {
  const mark = field.mark[i] as number;
  if (mark === Mark.not_applicable) return 'nobody';
  if (mark === Mark.beyond) return 'beyond';
  const v = field.value[i] as number;
  if (mark > Mark.beyond || Number.isNaN(v)) return 'unknown';
  return classOf(classes, v);
}

export function paint(pixels: Uint32Array, k: number, grid: Grid, picture: Picture) {
  pixels.fill(0);
  const lattice = grid.lattice;
  const { column, row, lon } = grid.columns;
  if (!lattice || !column || !row) return;
  const wide = lattice.columns * k;
  const colours = picture.classes.colours.map((c) => pack(c));
  const h = hatching[picture.theme];
  const hatch = {
    unknown: [pack(h.unknown.ground), pack(h.unknown.line)] as const,
    beyond: [pack(h.beyond.ground), pack(h.beyond.line)] as const,
  };
  const period = Math.max(4, Math.round(k / 2));
  for (let i = 0; i < grid.size; i++) {
    const shown = picture.after && (lon[i] as number) > picture.after.lon ? picture.after : picture.field;
    const sign = signOf(shown, picture.classes, i);
    if (sign === 'nobody') continue;
    const x0 = (column[i] as number) * k;
    const y0 = (row[i] as number) * k;
    if (typeof sign === 'number') {
      const colour = colours[sign] as number;
      for (let y = y0; y < y0 + k; y++) pixels.fill(colour, y * wide + x0, y * wide + x0 + k);
      continue;
    }
    const [ground, line] = hatch[sign];
    // The two lean opposite ways, so that they are told apart without colour.
    for (let y = y0; y < y0 + k; y++)
      for (let x = x0; x < x0 + k; x++) {
        const d = sign === 'unknown' ? x + y : x - y + wide * period;
        pixels[y * wide + x] = d % period === 0 || (k > 8 && d % period === 1) ? line : ground;
      }
  }
}
