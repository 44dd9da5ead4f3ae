import { describe, expect, it } from 'vitest';

const [css] = Object.values(import.meta.glob<string>('../src/styles/palette.css', { query: '?raw', import: 'default', eager: true })) as [string];
const themes = Object.fromEntries([...css.matchAll(/data-theme='(\w+)'\]\s*\{([^}]*)\}/g)].map((m) => [m[1], Object.fromEntries([...(m[2] as string).matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((p) => [p[1], p[2]]))])) as Record<string, Record<string, string>>;
const luminance = (hex: string) => {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
// WCAG 2.2, 1.4.3: "contrast ratio of at least 4.5:1".
const contrast = (a: string, b: string) => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number];
  return (x + 0.05) / (y + 0.05);
};

describe('the palette', () => {
  it('is there in three themes', () => expect(Object.keys(themes).sort()).toEqual(['contrast', 'dark', 'light']));
  it('computes contrast as the standard does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });
  for (const theme of ['light', 'dark', 'contrast'])
    it(`can be read in ${theme}`, () => {
      const c = themes[theme] as Record<string, string>;
      const need = theme === 'contrast' ? 7 : 4.5;
      for (const ground of ['paper', 'surface', 'sunk', 'accent-soft']) for (const ink of ['ink', 'soft', 'accent', 'good', 'warn', 'bad']) expect(contrast(c[ink] as string, c[ground] as string), `${ink} on ${ground}`).toBeGreaterThanOrEqual(need);
      expect(contrast(c['on-accent'] as string, c['accent'] as string)).toBeGreaterThanOrEqual(need);
      // 1.4.11: edges of controls need 3:1.
      for (const ground of ['paper', 'surface']) expect(contrast(c['edge'] as string, c[ground] as string)).toBeGreaterThanOrEqual(3);
    });
});
