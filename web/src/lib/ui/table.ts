import type { Snippet } from 'svelte';

/** A column of a DataTable. */
export interface Col<R> {
  key: string;
  name: string;
  number?: boolean;
  text: (row: R) => string;
  /** What it is sorted by; without it the column cannot be sorted. */
  by?: (row: R) => number | string | null | undefined;
  cell?: Snippet<[R]>;
}
