// node e2e/shots.mjs OUT [name…]: pictures of the screens in both languages, to be looked at.
import { mkdirSync } from 'node:fs';
import { serve } from '../mock/server.mjs';
import { launch, open } from './browser.mjs';

const screens = {
  measure: ['analyst', '/measure?indicator=access.clinic.walk', true], cell: ['analyst', '/measure?lon=117.05&lat=32.01', true], assess: ['analyst', '/assess', true], assess_one: ['analyst', '/assess?indicator=access.park.walk', true],
  grade: ['analyst', '/assess?framework=health_check_2025', true], detect: ['planner', '/detect?finding=first', true], decide: ['planner', '/decide?c=add_place(kind:clinic,lon:117.075,lat:32.03,capacity:20)~add_place(kind:library,lon:117.04,lat:32.01)', true],
  site: ['planner', '/decide?side=site', true], plan: ['finance', '/decide?side=plan', true], frontier: ['finance', '/decide?side=plan&tab=frontier', true], act: ['department', '/act?case=C-2026-0001', true], learn: ['analyst', '/learn', false], report: ['analyst', '/report', false],
  me: ['resident', '/me', false], mine: ['resident', '/me?lon=117.05&lat=32.01', false], portal: [undefined, '/portal', false], screen: ['leader', '/screen', false], data: ['analyst', '/data', false], admin: ['administrator', '/admin', false], audit: ['administrator', '/admin?tab=audit', false], signin: [undefined, '/signin', false],
};
const [out, ...names] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
// CITYLOOP_BASE: the address of a running server, instead of the mock.
const real = process.env.CITYLOOP_BASE;
const { port, close } = real ? { port: 0, close() {} } : await serve();
const base = real ?? `http://127.0.0.1:${port}`;
const [lon, lat] = real ? (await (await fetch(`${base}/api/v1/city`)).json()).box.reduce((m, v, i) => ((m[i % 2] += v / 2), m), [0, 0]) : [117.05, 32.01];
const browser = await launch();
const settings = (process.env.SHOTS ?? 'zh:390:light:normal en:1280:light:normal').split(' ').map((s) => s.split(':'));
for (const [lang, width, theme, size] of settings)
  for (const [name, [role, path, map]] of Object.entries(screens)) {
    if (names.length && !names.includes(name)) continue;
    const { page, context, seen } = await open(browser, base, { lang, theme, size, width: Number(width), role });
    let at = path.replaceAll('117.05', lon).replaceAll('32.01', lat).replaceAll('117.075', lon + 0.01).replaceAll('32.03', lat + 0.01).replaceAll('117.04', lon - 0.01);
    if (at.includes('=first')) {
      const { findings } = await (await context.request.get(`${base}/api/v1/findings?limit=3`)).json();
      at = at.replace('=first', `=${findings[2].id}`);
    }
    await page.goto(base + at);
    await page.waitForTimeout(map && Number(width) > 600 ? 2600 : 900);
    await page.screenshot({ path: `${out}/${name}-${lang}-${width}-${theme}-${size}.png` });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
    if (seen.errors.length || seen.outside.length || wide) console.log(name, lang, width, wide ? 'WIDER THAN THE SCREEN' : '', seen.errors.slice(0, 3), seen.outside);
    await context.close();
  }
await browser.close();
close();
