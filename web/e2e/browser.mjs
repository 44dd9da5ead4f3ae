// Debian's Chromium, without a screen and without a graphics card.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const executable = process.env.CITYLOOP_CHROMIUM ?? '/usr/bin/chromium';
export const present = existsSync(executable);
export function launch() {
  return chromium.launch({ executablePath: executable, args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'] });
}
/** A page as somebody has set it up; `seen` gathers what should not happen. */
export async function open(browser, base, { lang = 'en', theme = 'light', size = 'normal', width = 1280, height = width < 600 ? 844 : 800, role } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  await context.addInitScript(([l, t, s]) => {
    localStorage.setItem('cityloop.lang', l);
    localStorage.setItem('cityloop.theme', t);
    localStorage.setItem('cityloop.senior', s === 'senior' ? 'yes' : 'no');
  }, [lang, theme, size]);
  // The mock's word is "demo"; a real server's demo accounts have their own, given as JSON by role.
  const passwords = JSON.parse(process.env.CITYLOOP_PASSWORDS ?? '{}');
  if (role) {
    const answer = await context.request.post(`${base}/api/v1/session`, { data: { name: role, password: passwords[role] ?? 'demo' } });
    if (!answer.ok()) throw new Error(`sign in as ${role}: ${answer.status()}`);
  }
  // A machine that compiles at the same time is slow, and that is no failure.
  context.setDefaultTimeout(40_000);
  const page = await context.newPage();
  const seen = { outside: [], errors: [] };
  page.on('request', (r) => {
    if (!r.url().startsWith(base) && !/^(data|blob):/.test(r.url())) seen.outside.push(r.url());
  });
  page.on('pageerror', (e) => seen.errors.push(e.message));
  page.on('console', (m) => {
    if (m.type() === 'error' && !/status of 40[134]/.test(m.text())) seen.errors.push(m.text());
  });
  return { page, context, seen };
}
