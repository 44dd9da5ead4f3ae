import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { csp as ours } from '../mock/server.mjs';
import { open } from './browser.mjs';

const server = fileURLToPath(new URL('../../src/cityloop/io/http', import.meta.url));
/** The policy in the server's source, its pieces put together as the compiler does it. */
function theirs() {
  if (!existsSync(server)) return undefined;
  const all = readdirSync(server, { recursive: true }).map(String).filter((f) => /\.(cc|h)$/.test(f) && statSync(join(server, f)).isFile());
  for (const f of all) {
    const joined = readFileSync(join(server, f), 'utf8').replace(/"\s*\n\s*"/g, '');
    const found = /"(default-src [^"]+)"/.exec(joined);
    if (found) return found[1];
  }
  return undefined;
}
const parse = (s) => Object.fromEntries(s.split(';').map((p) => p.trim().split(/\s+/)).filter((p) => p[0]).map(([k, ...v]) => [k, v.sort().join(' ')]));

export async function csp({ browser, base, claim }) {
  const real = theirs();
  if (!real) console.log('skip  csp: the server has no policy in its source yet');
  else
    await claim('csp: the mock server sends the policy that the server sends', () => {
      if (JSON.stringify(Object.entries(parse(real)).sort()) !== JSON.stringify(Object.entries(parse(ours)).sort())) throw new Error(`server: ${real}\nmock:   ${ours}`);
    });
  await claim('csp: nothing inline, nothing evaluated, nothing from elsewhere is allowed', async () => {
    const p = parse(ours);
    if (/unsafe|\*|https?:/.test(ours)) throw new Error(ours);
    for (const d of ['script-src', 'worker-src', 'style-src', 'connect-src']) if (p[d] !== "'self'") throw new Error(`${d} ${p[d]}`);
  });
  await claim('csp: a script written into the page does not run', async () => {
    const { page, context } = await open(browser, base, {});
    await page.goto(`${base}/portal`);
    await page.waitForSelector('h1');
    const ran = await page.evaluate(() => {
      const s = document.createElement('script');
      s.textContent = 'globalThis.ran = true';
      document.body.append(s);
      return globalThis.ran === true;
    });
    if (ran) throw new Error('it ran');
    await context.close();
  });
}
