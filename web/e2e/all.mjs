// node e2e/all.mjs [flows|axe|csp|map …]: everything that a browser has to prove. Prints one line for each claim.
import { serve } from '../mock/server.mjs';
import { launch } from './browser.mjs';
import { axe } from './axe.mjs';
import { csp } from './csp.mjs';
import { flows } from './flows.mjs';
import { map } from './map.mjs';

const parts = { csp, map, flows, axe };
const wanted = process.argv.slice(2);
const failures = [];
let claims = 0;
/** CITYLOOP_CLAIM: only those whose name contains it. */
const only = process.env.CITYLOOP_CLAIM ?? '';
async function claim(name, prove) {
  if (!name.includes(only)) return;
  claims += 1;
  const began = performance.now();
  try {
    await prove();
    console.log(`ok    ${name} (${Math.round(performance.now() - began)} ms)`);
  } catch (e) {
    failures.push(name);
    console.log(`FAIL  ${name}\n      ${String(e?.message ?? e).split('\n').slice(0, 12).join('\n      ')}`);
  }
}
const browser = await launch();
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length && !wanted.includes(name)) continue;
  // Each part begins with a city in which nothing was done yet… in this process: the mock keeps its world in memory.
  const { port, close } = await serve();
  await part({ browser, base: `http://127.0.0.1:${port}`, claim, serve });
  close();
}
await browser.close();
console.log(`${claims - failures.length} of ${claims} claims proven`);
process.exit(failures.length ? 1 : 0);
