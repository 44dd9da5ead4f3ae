import { column, type Packed } from '$lib/api/packed';
import { getPacked } from '$lib/api/client';

export { column };
export interface GridColumns {
  lon: Float64Array;
  lat: Float64Array;
  people: Float32Array;
  column?: Uint16Array;
  row?: Uint16Array;
}
export async function getPackedGrid(): Promise<GridColumns> {
  return gridColumns(await getPacked('/api/v1/grid'));
}
export function gridColumns(p: Packed): GridColumns {
  return {
    lon: column<Float64Array>(p, 'lon'),
    lat: column<Float64Array>(p, 'lat'),
    people: column<Float32Array>(p, 'people'),
    column: p.columns['column'] as Uint16Array | undefined,
    row: p.columns['row'] as Uint16Array | undefined,
  };
}
/** Values and marks of every cell, under whichever name the endpoint gives them. */
export interface Field {
  value: Float32Array;
  mark: Uint8Array;
}
export function fieldOf(p: Packed): Field {
  const name = p.columns['value'] ? 'value' : 'score';
  return { value: column<Float32Array>(p, name), mark: column<Uint8Array>(p, 'mark') };
}
