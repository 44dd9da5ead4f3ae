import { describe, expect, it } from 'vitest';
import { en } from '../src/lib/i18n/en';
import { zh } from '../src/lib/i18n/zh';

type Tree = { [key: string]: Tree | string | ((...args: never[]) => string) };
function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, v]): [string, string][] => {
    const at = path ? `${path}.${key}` : key;
    if (typeof v === 'string') return [[at, v]];
    if (typeof v === 'function') return [[at, (v as (...a: unknown[]) => string)('⟨1⟩', '⟨2⟩', '⟨3⟩')]];
    return leaves(v, at);
  });
}
const sources = import.meta.glob<string>('../src/**/*.{svelte,ts}', { query: '?raw', import: 'default', eager: true });

describe('words', () => {
  const chinese = new Map(leaves(zh as unknown as Tree));
  const english = new Map(leaves(en as unknown as Tree));
  it('are the same in both languages, none missing and none over', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });
  it('are not empty and not left in the other language', () => {
    for (const [key, text] of english) expect(text, key).not.toMatch(/[\u4e00-\u9fff]/);
    for (const [key, text] of chinese) if (!/^units\./.test(key) && !/iso37120|\.1$/.test(key)) expect(text, key).toMatch(/[\u3000-\u9fff\uff00-\uffef±]/);
  });
  it('use the same arguments in both languages', () => {
    const used = (s: string) => [...new Set(s.match(/⟨\d⟩/g) ?? [])].sort();
    for (const [key, text] of chinese) expect(used(english.get(key) as string), key).toEqual(used(text));
  });
  it('are never written into a component', () => {
    for (const [file, source] of Object.entries(sources).filter(([f]) => f.endsWith('.svelte'))) {
      const markup = source.replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, '');
      const text = markup.replace(/中文/g, '').replace(/\{[^{}]*\}/g, '').replace(/\{[^{}]*\}/g, '');
      expect(text.match(/[\u4e00-\u9fff]+/)?.[0] ?? '', file).toBe('');
    }
  });
});

describe('the house', () => {
  it('has no file over 300 lines', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(40);
    for (const [file, source] of Object.entries(sources).filter(([f]) => !f.endsWith('api/types.ts'))) expect(source.split('\n').length, file).toBeLessThanOrEqual(301);
  });
  it('fetches nothing from another origin', () => {
    for (const [file, source] of Object.entries(sources)) for (const m of source.matchAll(/https?:\/\/[^\s'"`]+/g)) expect.fail(`${file}: ${m[0]}`);
  });
});
