// The cells of the city as the browser knows them: where they lie, and which one is under a point.
import { column, getPackedGrid, type GridColumns } from './source';
import type { Schemas } from '$lib/api/client';

export type LngLat = [number, number];

export class Grid {
  readonly size: number;
  /** From column and row to index; −1 where there is no cell. Only with a lattice. */
  private readonly at?: Int32Array;

  constructor(
    readonly columns: GridColumns,
    readonly lattice?: Schemas['Lattice'],
  ) {
    this.size = columns.lon.length;
    if (lattice && columns.column && columns.row) {
      this.at = new Int32Array(lattice.columns * lattice.rows).fill(-1);
      for (let i = 0; i < this.size; i++)
        this.at[(columns.row[i] as number) * lattice.columns + (columns.column[i] as number)] = i;
    }
  }
  static async read(city: Schemas['CityOverview']): Promise<Grid> {
    return new Grid(await getPackedGrid(), city.lattice);
  }

  /** A point of the lattice, in columns and rows from the north-west, as degrees. */
  private place(u: number, v: number): LngLat {
    const [nw, ne, se, sw] = (this.lattice as Schemas['Lattice']).corners as [number[], number[], number[], number[]];
    const mix = (k: 0 | 1) =>
      (1 - u) * (1 - v) * (nw[k] as number) + u * (1 - v) * (ne[k] as number) + u * v * (se[k] as number) + (1 - u) * v * (sw[k] as number);
    return [mix(0), mix(1)];
  }
  /** The four corners of a cell, as a closed ring. */
  ring(i: number): LngLat[] {
    const { columns: n, rows: m } = this.lattice as Schemas['Lattice'];
    const c = this.columns.column?.[i] as number;
    const r = this.columns.row?.[i] as number;
    const corner = (a: number, b: number) => this.place((c + a) / n, (r + b) / m);
    return [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1), corner(0, 0)];
  }
  /** The edge of a set of cells, as pieces of line: what lies between a cell of the set and one outside. */
  edge(cells: number[]): LngLat[][] {
    const lattice = this.lattice;
    const { column: col, row } = this.columns;
    if (!lattice || !col || !row) return [];
    const { columns: n, rows: m } = lattice;
    const inside = new Set(cells.map((i) => (row[i] as number) * n + (col[i] as number)));
    const has = (c: number, r: number) => c >= 0 && r >= 0 && c < n && r < m && inside.has(r * n + c);
    const out: LngLat[][] = [];
    for (const k of inside) {
      const c = k % n;
      const r = (k - c) / n;
      const line = (a: number, b: number, d: number, e: number) => out.push([this.place((c + a) / n, (r + b) / m), this.place((c + d) / n, (r + e) / m)]);
      if (!has(c, r - 1)) line(0, 0, 1, 0);
      if (!has(c, r + 1)) line(0, 1, 1, 1);
      if (!has(c - 1, r)) line(0, 0, 0, 1);
      if (!has(c + 1, r)) line(1, 0, 1, 1);
    }
    return out;
  }
  /** The cell under a point, or −1. Newton's method on the bilinear map: two steps are exact to a millimetre. */
  indexAt(lon: number, lat: number): number {
    if (!this.lattice || !this.at) return this.nearest(lon, lat);
    let u = 0.5;
    let v = 0.5;
    for (let k = 0; k < 4; k++) {
      const [x, y] = this.place(u, v);
      const h = 1e-4;
      const [xu, yu] = this.place(u + h, v);
      const [xv, yv] = this.place(u, v + h);
      const a = (xu - x) / h;
      const b = (xv - x) / h;
      const c = (yu - y) / h;
      const d = (yv - y) / h;
      const det = a * d - b * c;
      if (det === 0) return -1;
      u += (d * (lon - x) - b * (lat - y)) / det;
      v += (a * (lat - y) - c * (lon - x)) / det;
    }
    const col = Math.floor(u * this.lattice.columns);
    const row = Math.floor(v * this.lattice.rows);
    if (col < 0 || row < 0 || col >= this.lattice.columns || row >= this.lattice.rows) return -1;
    return this.at[row * this.lattice.columns + col] as number;
  }
  private nearest(lon: number, lat: number): number {
    const squeeze = Math.cos((lat * Math.PI) / 180);
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < this.size; i++) {
      const dx = ((this.columns.lon[i] as number) - lon) * squeeze;
      const dy = (this.columns.lat[i] as number) - lat;
      const d = dx * dx + dy * dy;
      if (d < least) {
        least = d;
        best = i;
      }
    }
    return best;
  }
}
export { column };
