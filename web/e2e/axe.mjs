// axe-core on each route × language × theme × size.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { open } from './browser.mjs';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const routes = [
  ['administrator', '/measure?indicator=access.clinic.walk'], ['administrator', '/measure?lon=117.05&lat=32.01'], ['analyst', '/assess'], ['analyst', '/assess?framework=health_check_2025'], ['planner', '/detect'], ['planner', '/decide?c=add_place(kind:clinic,lon:117.075,lat:32.03,capacity:20)'],
  ['planner', '/decide?side=site'], ['finance', '/decide?side=plan'], ['finance', '/decide?side=plan&tab=frontier'], ['department', '/act?case=C-2026-0001'], ['analyst', '/learn'], ['analyst', '/report'], [undefined, '/me'], [undefined, '/me?lon=117.05&lat=32.01'], [undefined, '/portal'], ['leader', '/screen'],
  ['analyst', '/data'], ['administrator', '/admin'], ['administrator', '/start'], [undefined, '/signin'],
];

export async function axe({ browser, base, claim }) {
  // AXE=quick: one language and two themes.
  const every = process.env.AXE !== 'quick';
  await claim('axe: it does find what is wrong', async () => {
    const { page, context } = await open(browser, base, {});
    await page.goto(`${base}/portal`);
    await page.locator('h1').first().waitFor();
    await page.evaluate(() => document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="/icon.svg"><button></button>'));
    await page.evaluate(source);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }));
    const ids = violations.map((v) => v.id).sort().join();
    if (ids !== 'button-name,image-alt') throw new Error(ids || 'nothing found');
    await context.close();
  });
  for (const lang of ['zh', 'en'])
    for (const theme of ['light', 'dark', 'contrast'])
      for (const size of ['normal', 'senior'])
        for (const width of [1280, 390]) {
          // A phone is checked where layout matters; colours are the same on it.
          if (width === 390 && theme !== 'light') continue;
          if (!every && (theme === 'dark' || lang === 'en')) continue;
          await claim(`axe: ${lang} ${theme} ${size} ${width}`, async () => {
            const found = [];
            const byRole = new Map();
            for (const [role, path] of routes) {
              if (!byRole.has(role)) byRole.set(role, await open(browser, base, { lang, theme, size, width, role }));
              const { page } = byRole.get(role);
              await page.goto(base + path);
              await page.locator('h1').first().waitFor({ state: 'attached' });
              await page.waitForTimeout(350);
              // Through the debugger, which the page's policy does not bind.
              await page.evaluate(source);
              const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }));
              for (const v of violations) found.push(`${path} ${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 140)} ${v.nodes[0].any[0]?.message ?? ''}`);
            }
            for (const { context } of byRole.values()) await context.close();
            if (found.length) throw new Error(found.join('\n'));
          });
        }
}
