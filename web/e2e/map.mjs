import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { open } from './browser.mjs';

/** The pixels of a screenshot (PNG, 8 bits, RGB or RGBA, not interlaced: what Chromium writes). */
export function pixels(png) {
  let at = 8, width = 0, height = 0, channels = 4;
  const data = [];
  while (at < png.length) {
    const length = png.readUInt32BE(at), type = png.toString('latin1', at + 4, at + 8), body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') { width = body.readUInt32BE(0); height = body.readUInt32BE(4); channels = body[9] === 6 ? 4 : 3; }
    if (type === 'IDAT') data.push(body);
    at += 12 + length;
  }
  const raw = inflateSync(Buffer.concat(data)), row = width * channels, out = Buffer.alloc(row * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < row; x++) {
      const filter = raw[y * (row + 1)], v = raw[y * (row + 1) + 1 + x];
      const a = x >= channels ? out[y * row + x - channels] : 0, b = y ? out[(y - 1) * row + x] : 0, c = x >= channels && y ? out[(y - 1) * row + x - channels] : 0;
      const p = a + b - c, pa = Math.abs(p - a), pb = Math.abs(p - b), pc = Math.abs(p - c);
      out[y * row + x] = v + [0, a, b, (a + b) >> 1, pa <= pb && pa <= pc ? a : pb <= pc ? b : c][filter];
    }
  return { width, height, at: (x, y) => [0, 1, 2].map((k) => out[(y * width + x) * channels + k]) };
}
async function shotOfMap(page) {
  // What lies over the map has writing of its own.
  await page.evaluate(() => document.querySelectorAll('.legend, .credit, .reading, .maplibregl-control-container').forEach((e) => (e.style.visibility = 'hidden')));
  const box = await page.locator('.holder').first().boundingBox();
  return pixels(await page.screenshot({ clip: { x: box.x, y: box.y, width: Math.floor(box.width), height: Math.floor(box.height) } }));
}
const count = (picture, is) => {
  let n = 0;
  for (let y = 0; y < picture.height; y++) for (let x = 0; x < picture.width; x++) if (is(picture.at(x, y))) n += 1;
  return n;
};
const dark = ([r, g, b]) => r < 90 && g < 90 && b < 95 && Math.abs(r - b) < 25;

export async function map({ browser, base, claim }) {
  await claim('map: labels are drawn, from local fonts, with no request outside the origin', async () => {
    // An indicator of the whole city leaves the map bare: what is dark on it is writing, and gone with the labels.
    const darkness = async (labels) => {
      const { page, context, seen } = await open(browser, base, { role: 'analyst', lang: 'zh' });
      if (!labels)
        await page.route('**/tiles/style.json*', async (route) => {
          const style = await (await route.fetch()).json();
          await route.fulfill({ json: { ...style, layers: style.layers.filter((l) => l.type !== 'symbol') } });
        });
      await page.goto(`${base}/measure?indicator=health.doctors`);
      // Software rendering takes its time: looked at again and again, at most ten seconds.
      let n = 0;
      for (let i = 0; i < 5 && n < 200; i++) {
        await page.waitForTimeout(2000);
        n = count(await shotOfMap(page), dark);
      }
      if (seen.outside.length || seen.errors.length) throw new Error([...seen.outside, ...seen.errors].join(' '));
      await context.close();
      return n;
    };
    const without = await darkness(false);
    const written = await darkness(true);
    console.log(`      ${written} dark pixels with labels, ${without} without`);
    if (without > 30 || written < 200) throw new Error('no writing');
  });
  await claim('map: cells are drawn in the colours of their classes, and unknown as hatching', async () => {
    const { page, context } = await open(browser, base, { role: 'analyst' });
    await page.goto(`${base}/measure?indicator=green.share`);
    await page.waitForTimeout(3500);
    const picture = await shotOfMap(page);
    const brown = count(picture, ([r, g, b]) => r > g + 20 && g > b + 10), teal = count(picture, ([r, g, b]) => g > r + 25 && b > r + 15);
    if (brown < 2000 || teal < 500) throw new Error(`brown ${brown}, teal ${teal}`);
    // In the east nothing is known there: hatching changes from pixel to pixel, a plain colour would not.
    const changes = [];
    for (let y = Math.floor(picture.height * 0.55); y < Math.floor(picture.height * 0.6); y++)
      for (let x = 1; x < picture.width; x++) { const d = Math.abs(picture.at(x, y)[0] - picture.at(x - 1, y)[0]); if (d > 25) changes.push(x); }
    if (changes.length < 100) throw new Error(`${changes.length} changes: no hatching`);
    await context.close();
  });
  await claim('map: 50,000 cells are painted again in under 100 ms', async () => {
    const server = spawn(process.execPath, [fileURLToPath(new URL('../mock/server.mjs', import.meta.url)), '--port', '0'], { env: { ...process.env, CITYLOOP_MOCK_SIDE: '224' } });
    const large = await new Promise((resolve) => server.stdout.on('data', (d) => resolve(/http:\S+(?=\/)/.exec(String(d))[0])));
    const { page, context } = await open(browser, large, { role: 'analyst' });
    await page.goto(`${large}/measure?indicator=access.clinic.walk`);
    const taken = () => page.evaluate(() => performance.getEntriesByName('cityloop:paint').map((e) => e.duration));
    await page.waitForFunction(() => performance.getEntriesByName('cityloop:paint').length > 0, null, { timeout: 30000 });
    for (let i = 0; i < 4; i++) {
      await page.getByRole('button', { name: /^Show the/ }).click();
      await page.waitForTimeout(600);
    }
    const ms = (await taken()).sort((x, y) => x - y);
    console.log(`      ${ms.map((m) => m.toFixed(0)).join(', ')} ms`);
    if (ms.length < 4 || ms[Math.floor(ms.length / 2)] > 100) throw new Error(`${ms} ms`);
    await context.close();
    server.kill();
  });
}
