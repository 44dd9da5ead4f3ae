// node e2e/shot.mjs LANG WIDTH THEME SIZE ROLE PATH FILE: one screen as a picture, to be looked at.
import { chromium } from 'playwright-core';
import { serve } from '../mock/server.mjs';

const [lang, width, theme, size, role, path, file, wait = '1500'] = process.argv.slice(2);
const { port, close } = await serve();
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'] });
const page = await browser.newPage({ viewport: { width: Number(width), height: Number(width) < 600 ? 844 : 860 } });
page.on('console', (m) => m.type() === 'error' && console.log('console:', m.text()));
page.on('pageerror', (e) => console.log('error:', e.message));
await page.addInitScript(([l, t, s]) => { localStorage.setItem('cityloop.lang', l); localStorage.setItem('cityloop.theme', t); localStorage.setItem('cityloop.senior', s === 'senior' ? 'yes' : 'no'); }, [lang, theme, size]);
const base = `http://127.0.0.1:${port}`;
if (role !== '-') await page.request.post(`${base}/api/v1/session`, { data: { name: role, password: 'demo' } });
await page.goto(base + path);
await page.waitForTimeout(Number(wait));
for (const step of process.argv.slice(10)) { const [what, ...rest] = step.split('='); const arg = rest.join('='); if (what === 'click') await page.click(arg); else if (what === 'xy') { const [x, y] = arg.split(',').map(Number); await page.mouse.click(x, y); } else if (what === 'wait') await page.waitForTimeout(Number(arg)); }
await page.screenshot({ path: file, fullPage: process.env.FULL === '1' });
await browser.close();
close();
