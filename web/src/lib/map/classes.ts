// Classes of colour. Breaks are fixed for each version of an indicator, so that two maps can be laid side by side.

export type Rgb = readonly [number, number, number];
export type Theme = 'light' | 'dark' | 'contrast';
export interface Classes {
  /** Between neighbouring classes, ascending: one fewer than colours. */
  edges: number[];
  colours: Rgb[];
  /** The class that holds the standard, where there is one: drawn as the paper is. */
  middle?: number;
  /** Whether a larger value is worse, so that words like "beyond" lie at the right end. */
  higher: boolean | null;
}

const hex = (s: string): Rgb => [parseInt(s.slice(1, 3), 16), parseInt(s.slice(3, 5), 16), parseInt(s.slice(5, 7), 16)];

// Lightness alone orders the sequential ramp, and brown against teal stays apart for all common colour blindness.
const sequential = ['#e7f2ee', '#bfdfd8', '#8fc5c1', '#5da5a8', '#33808b', '#165a68'].map(hex);
const worse = ['#7a3d0c', '#b87328', '#e3bd83'].map(hex);
const better = ['#a9d8d0', '#4fa79f', '#0f6b66'].map(hex);
const white = hex('#f8f6f1');
const black = hex('#2b3136');

/** Sequential classes along given breaks; in the dark the ramp is turned, so that more is always further from the paper. */
export function sequentialClasses(breaks: number[], higher: boolean | null, theme: Theme): Classes {
  const n = breaks.length + 1;
  const ramp = theme === 'dark' ? [...sequential].reverse() : sequential;
  const colours = Array.from({ length: n }, (_, i) => {
    const at = n === 1 ? 0 : Math.round((i / (n - 1)) * (ramp.length - 1));
    return ramp[at] as Rgb;
  });
  return { edges: [...breaks], colours, higher };
}

/** Seven classes of distance to the goal: the standard in the middle, three on the worse side, three on the better. */
export function distanceClasses(standard: number, breaks: number[], higher: boolean, theme: Theme): Classes {
  const far = Math.max(...breaks.map((b) => Math.abs(b - standard)), Math.abs(standard) * 0.5, 1e-9);
  const near = far * 0.08;
  const steps = [near, far / 3, (far * 2) / 3];
  const edges = [...steps.map((s) => standard - s).reverse(), ...steps.map((s) => standard + s)];
  const low = higher ? worse : [...better].reverse();
  const top = higher ? better : [...worse].reverse();
  return { edges, colours: [...low, theme === 'dark' ? black : white, ...top], middle: 3, higher };
}

/** Which class a value falls into; a value at an edge belongs to the class above it. */
export function classOf(classes: Classes, v: number): number {
  const { edges } = classes;
  let i = 0;
  while (i < edges.length && v >= (edges[i] as number)) i++;
  return i;
}

export const css = ([r, g, b]: Rgb) => `rgb(${r} ${g} ${b})`;

/** What is drawn where there is no value: lines of hatching on their ground. */
export const hatching: Record<Theme, { unknown: { line: Rgb; ground: Rgb }; beyond: { line: Rgb; ground: Rgb } }> = {
  light: { unknown: { line: hex('#8c8a83'), ground: hex('#efede6') }, beyond: { line: hex('#d9b48f'), ground: hex('#3f2413') } },
  dark: { unknown: { line: hex('#7e878d'), ground: hex('#252b2f') }, beyond: { line: hex('#f0c9a0'), ground: hex('#3f1d0a') } },
  // The map of high contrast is black on white, around it the page is white on black.
  contrast: { unknown: { line: hex('#3a3a3a'), ground: hex('#ffffff') }, beyond: { line: hex('#ffffff'), ground: hex('#3a1500') } },
};
