// Changes as part of an address, short enough to be read and sent: add_place(kind:clinic,lon:117.05,lat:32,capacity:20)~…
import type { Schemas } from '$lib/api/client';

export type Change = Schemas['ChangeAsked'];

const numbers = new Set(['lon', 'lat', 'capacity', 'factor', 'every_minutes', 'kmh']);
const lists = new Set(['modes', 'cells']);
const round = (n: number) => String(Math.round(n * 1e6) / 1e6);
// encodeURIComponent leaves these alone, but they are our punctuation.
const quote = (s: string) => encodeURIComponent(s).replace(/[()~.!*'_]/g, (c) => '%' + c.charCodeAt(0).toString(16));

export function encode(changes: Change[]): string {
  return changes
    .map((c) => {
      const parts: string[] = [];
      for (const [key, value] of Object.entries(c)) {
        if (key === 'do' || value === undefined) continue;
        if (key === 'line') parts.push(`line:${(value as number[][]).map((p) => p.map(round).join(' ')).join('_')}`);
        else if (Array.isArray(value)) parts.push(`${key}:${(value as string[]).map(quote).join('_')}`);
        else parts.push(`${key}:${typeof value === 'number' ? round(value) : quote(String(value))}`);
      }
      return `${c.do}(${parts.join(',')})`;
    })
    .join('~');
}

/** What cannot be read is left out: an address that somebody shortened by hand still opens. */
export function decode(text: string): Change[] {
  const out: Change[] = [];
  for (const part of text.split('~')) {
    const m = /^([a-z_]+)\((.*)\)$/.exec(part);
    if (!m) continue;
    const change: Record<string, unknown> = { do: m[1] };
    let good = true;
    for (const pair of (m[2] as string).split(',')) {
      if (!pair) continue;
      const at = pair.indexOf(':');
      const key = pair.slice(0, at);
      const raw = pair.slice(at + 1);
      try {
        if (key === 'line') change[key] = raw.split('_').map((p) => p.split(' ').map(Number));
        else if (lists.has(key)) change[key] = raw.split('_').map(decodeURIComponent);
        else if (numbers.has(key)) {
          change[key] = Number(raw);
          if (Number.isNaN(change[key])) good = false;
        } else change[key] = decodeURIComponent(raw);
      } catch {
        good = false;
      }
    }
    if (good) out.push(change as Change);
  }
  return out;
}
