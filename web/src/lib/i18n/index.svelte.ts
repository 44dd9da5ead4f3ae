// Words in two languages. zh.ts is the type; en.ts has to match it or nothing is built.
import type { Text } from '$lib/api/client';
import { prefs, type Lang } from '$lib/state/prefs.svelte';
import type { Catalogue } from './zh';

class Words {
  t = $state.raw<Catalogue>(undefined as unknown as Catalogue);
  private lang = $state<Lang>('zh');

  async use(lang: Lang) {
    this.t = lang === 'zh' ? (await import('./zh')).zh : (await import('./en')).en;
    this.lang = lang;
  }
  get locale() {
    return this.lang === 'zh' ? 'zh-CN' : 'en-GB';
  }
  /** A text of the server in the language shown. */
  say(text: Text | undefined | null): string {
    return text ? text[this.lang] || text[this.lang === 'zh' ? 'en' : 'zh'] : '';
  }
}
export const words = new Words();
export const say = (text: Text | undefined | null) => words.say(text);

export async function useLanguage(lang: Lang) {
  await words.use(lang);
  prefs.lang = lang;
  prefs.keep();
}

const formats = new Map<string, Intl.NumberFormat>();
/** A number in the reader's way of writing; what is not there is a dash and never a zero. */
export function number(n: number | null | undefined, digits = 0, plus = false): string {
  if (n === null || n === undefined || Number.isNaN(n)) return '–';
  const key = `${words.locale} ${digits} ${plus}`;
  let f = formats.get(key);
  if (!f) {
    f = new Intl.NumberFormat(words.locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: plus ? 'exceptZero' : 'negative',
    });
    formats.set(key, f);
  }
  return f.format(n);
}
/** As many decimals as a value of that size needs. */
export function value(n: number | null | undefined): string {
  if (n === null || n === undefined) return '–';
  const a = Math.abs(n);
  return number(n, a >= 100 || Number.isInteger(n) ? 0 : a >= 1 ? 1 : 2);
}
export function change(n: number | null | undefined, digits = 1): string {
  return number(n, digits, true);
}
/** Scores travel as 0…1 and are read as 0…100. */
export function points(score: number | null | undefined, digits = 0): string {
  return number(score === null || score === undefined ? null : score * 100, digits);
}
export function percent(share: number | null | undefined, digits = 0): string {
  return share === null || share === undefined || Number.isNaN(share) ? '–' : `${number(share * 100, digits)} %`;
}
export function day(iso: string | null | undefined): string {
  if (!iso) return '–';
  const d = new Date(iso.length === 10 ? `${iso}T00:00:00` : iso);
  return Number.isNaN(d.getTime()) ? iso : new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium' }).format(d);
}
export function unit(u: string): string {
  const known = words.t.units as Record<string, string>;
  return known[u] ?? u;
}
/** Words for a key that the server may know and this catalogue may not: then the key itself, readable. */
export function named(list: Record<string, string>, key: string): string {
  return list[key] ?? key.replaceAll('_', ' ');
}
