// The main flows of each role, in both languages, on a phone and on a desk. Functions, not strings, go into waitForFunction:
// the page's policy forbids evaluating strings.
import { open } from './browser.mjs';

const say = (lang, zh, en) => (lang === 'zh' ? zh : en);
function clean(seen) {
  if (seen.outside.length) throw new Error(`outside: ${seen.outside.join(' ')}`);
  if (seen.errors.length) throw new Error(`errors: ${seen.errors.join(' | ')}`);
}
async function fits(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 1) throw new Error(`${over} pixels wider than the screen`);
}
const pane = async (page, name, width) => {
  if (width < 600) await page.locator('.switch').getByRole('button', { name, exact: true }).click();
};
const waitUrl = (page, part) => page.waitForFunction((p) => decodeURIComponent(location.href).includes(p), part, { timeout: 15000 });

async function signIn(page, base, role, lang) {
  await page.goto(`${base}/signin`);
  await page.getByLabel(say(lang, '用户名', 'Name'), { exact: true }).fill(role);
  await page.getByLabel(say(lang, '密码', 'Password'), { exact: true }).fill('demo');
  await page.locator('form').getByRole('button').click();
}
async function clickMap(page, fx, fy) {
  const box = await page.locator('.holder canvas').boundingBox();
  await page.mouse.click(box.x + box.width * fx, box.y + box.height * fy);
}
const mapReady = async (page) => {
  await page.waitForSelector('.holder canvas', { timeout: 20000 });
  await page.waitForTimeout(1500);
};

export async function flows({ browser, base, claim, serve }) {
  for (const lang of ['zh', 'en'])
    for (const width of [1280, 390]) {
      const at = `${lang} ${width}`;
      const start = (more = {}) => open(browser, base, { lang, width, ...more });

      await claim(`${at}: an analyst signs in, sees what fails, and asks why`, async () => {
        const { page, context, seen } = await start();
        await signIn(page, base, 'analyst', lang);
        await waitUrl(page, '/assess');
        await page.getByRole('button', { name: say(lang, '步行到最近的公园', 'Walk to the nearest park') }).first().click();
        await waitUrl(page, 'indicator=access.park.walk');
        await page.getByRole('button', { name: say(lang, /步行到最近的公园.*怎么算的/, /nearest park.*How is this computed/) }).click();
        await page.getByText('ODbL 1.0').waitFor();
        await page.keyboard.press('Escape');
        await fits(page);
        clean(seen);
        await context.close();
      });

      await claim(`${at}: an analyst clicks a cell and reads what it is like to live there`, async () => {
        const { page, context, seen } = await start({ role: 'analyst' });
        await page.goto(`${base}/measure?indicator=access.clinic.walk`);
        await mapReady(page);
        await clickMap(page, 0.4, 0.55);
        await waitUrl(page, 'lon=');
        await page.getByText(say(lang, '步行到最近的…', 'On foot to the nearest…')).waitFor();
        // The same address opens the same view.
        const url = page.url();
        await page.goto(url);
        await page.getByText(say(lang, '步行到最近的…', 'On foot to the nearest…')).waitFor();
        if (!url.includes('at=')) throw new Error('the address carries no data version');
        await fits(page);
        clean(seen);
        await context.close();
      });

      await claim(`${at}: a planner makes a project of a finding, drags it, undoes, saves`, async () => {
        const { page, context, seen } = await start({ role: 'planner' });
        await page.goto(`${base}/detect`);
        await page.locator('ol button').first().click();
        await page.getByRole('link', { name: say(lang, '据此做方案', 'Make a project') }).click();
        await waitUrl(page, '/decide');
        await waitUrl(page, 'add_place');
        await pane(page, say(lang, '全市的反应', 'The city’s answer'), width);
        const score = page.locator('.big dd').first();
        await score.waitFor({ timeout: 15000 });
        const first = await score.innerText();
        await pane(page, say(lang, '地图', 'Map'), width);
        await mapReady(page);
        const pin = page.locator('.cl-pin');
        await pin.waitFor();
        const box = await pin.boundingBox();
        await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
        await page.mouse.down();
        for (let i = 1; i <= 8; i++) await page.mouse.move(box.x + box.width / 2 - i * 9, box.y + box.height / 2 - i * 5);
        await page.mouse.up();
        await pane(page, say(lang, '全市的反应', 'The city’s answer'), width);
        await page.waitForFunction((old) => { const e = document.querySelector('.big dd'); return e && e.innerText !== old; }, first, { timeout: 20000 });
        // What a pointer can do, the keyboard can.
        await pane(page, say(lang, '地图', 'Map'), width);
        const before = page.url();
        await pin.focus();
        await page.keyboard.press('ArrowRight');
        await page.waitForFunction((u) => location.href !== u, before);
        await pane(page, say(lang, '方案', 'Changes'), width);
        await page.getByRole('button', { name: say(lang, /撤销/, /Undo/) }).click();
        await page.waitForFunction((u) => location.href === u, before);
        const name = `${lang}-${width}`;
        await page.getByLabel(say(lang, '方案名称', 'Name of the scenario')).fill(name);
        await page.getByRole('button', { name: say(lang, '保存方案', 'Save'), exact: true }).click();
        await page.getByRole('button', { name, exact: true }).waitFor();
        await fits(page);
        clean(seen);
        await context.close();
      });

      await claim(`${at}: a planner places by clicking the map, draws a path and a bus line and closes a place`, async () => {
        const { page, context, seen } = await start({ role: 'planner' });
        await page.goto(`${base}/decide`);
        await page.getByRole('button', { name: say(lang, '场所', 'Place'), exact: true }).click();
        await pane(page, say(lang, '地图', 'Map'), width);
        await mapReady(page);
        await clickMap(page, 0.35, 0.45);
        await waitUrl(page, 'add_place(kind:clinic');
        await pane(page, say(lang, '方案', 'Changes'), width);
        await page.getByRole('button', { name: say(lang, '步行道', 'Path'), exact: true }).click();
        await pane(page, say(lang, '地图', 'Map'), width);
        await clickMap(page, 0.5, 0.5);
        await clickMap(page, 0.7, 0.52);
        await pane(page, say(lang, '方案', 'Changes'), width);
        await page.getByRole('button', { name: say(lang, '完成', 'Done'), exact: true }).click();
        await waitUrl(page, 'add_path');
        await page.getByRole('button', { name: say(lang, '公交线路', 'Bus line'), exact: true }).click();
        await page.getByLabel(say(lang, '发车间隔（分钟）', 'A bus every (min)')).fill('7.5');
        await page.getByLabel(say(lang, '末班', 'Last bus')).fill('00:30');
        await pane(page, say(lang, '地图', 'Map'), width);
        await clickMap(page, 0.3, 0.4);
        await clickMap(page, 0.5, 0.42);
        await clickMap(page, 0.7, 0.4);
        // On a phone the map has the screen to itself, and drawing ends there.
        await page.getByRole('button', { name: say(lang, '完成', 'Done'), exact: true }).click();
        await waitUrl(page, 'every_minutes:7.5,from:06%3A00,until:00%3A30');
        await pane(page, say(lang, '方案', 'Changes'), width);
        await page.locator('.list details summary', { hasText: say(lang, '现有', 'existing') }).click();
        await page.locator('.list details li button').first().click();
        await page.getByRole('button', { name: say(lang, '关闭', 'Close'), exact: true }).click();
        await waitUrl(page, 'close_place');
        clean(seen);
        await context.close();
      });

      await claim(`${at}: a planner asks for sites and tries them`, async () => {
        const { page, context, seen } = await start({ role: 'planner' });
        await page.goto(`${base}/decide?side=site`);
        await page.getByRole('button', { name: say(lang, '计算选址', 'Find sites') }).click();
        await page.getByRole('button', { name: say(lang, '放到地图上试一试', 'Try them on the map') }).click({ timeout: 20000 });
        await page.waitForFunction(() => (decodeURIComponent(location.search).match(/add_place/g) ?? []).length === 5);
        clean(seen);
        await context.close();
      });

      await claim(`${at}: finance makes a plan, reads what was passed over and the frontier, and adopts it`, async () => {
        const { page, context, seen } = await start({ role: 'finance' });
        await page.goto(`${base}/`);
        await waitUrl(page, 'side=plan');
        await page.getByRole('button', { name: say(lang, '在预算内编制计划', 'Make a plan within the budget') }).click();
        await page.waitForFunction(() => /plan=plan-\d+/.test(location.search) && !/plan=plan-1(&|$)/.test(location.search), null, { timeout: 20000 });
        await page.getByRole('tab', { name: say(lang, '未入选', 'Passed over') }).click();
        await page.getByText(say(lang, /资金仅余/, /million left/)).first().waitFor();
        await page.getByRole('tab', { name: say(lang, '花多少、得多少', 'Cost and gain') }).click();
        await page.locator('.chart svg').waitFor({ timeout: 20000 });
        await page.getByRole('button', { name: say(lang, '采纳计划', 'Adopt the plan') }).click();
        await page.getByLabel(say(lang, '法律依据或决定文号', 'Legal basis or decision')).fill('市政府常务会议纪要〔2026〕3号');
        await page.locator('dialog form button').click();
        await page.getByText(say(lang, /开立 \d+ 件案件/, /\d+ cases opened/)).waitFor();
        await fits(page);
        clean(seen);
        await context.close();
      });

      await claim(`${at}: a department moves a case on`, async () => {
        const { page, context, seen } = await start({ role: 'department' });
        await page.goto(`${base}/act`);
        await page.locator('.list li button', { hasText: say(lang, '处置中', 'Under way') }).first().click();
        await page.getByRole('button', { name: say(lang, '完成', 'Finish'), exact: true }).click();
        await page.getByLabel(say(lang, '实际支出（元）', 'Spent (yuan)')).fill('5800000');
        await page.locator('dialog form button').click();
        await page.getByText('¥5800000').or(page.getByText('5800000元')).waitFor();
        await fits(page);
        clean(seen);
        await context.close();
      });

      await claim(`${at}: a resident finds an address, in three numbers and words, without a map`, async () => {
        const { page, context, seen } = await start();
        let bytes = 0;
        page.on('response', async (r) => { if (/\.(js|css)$/.test(r.url())) bytes += 1; if (/maplibre|echarts|parts/.test(r.url())) seen.errors.push(`loaded ${r.url()}`); });
        await page.goto(`${base}/me`);
        await page.locator('main').getByRole('combobox').fill(say(lang, '梧桐', 'plane'));
        await page.locator('main').getByRole('option').first().waitFor();
        await page.keyboard.press('Enter');
        await page.locator('.three dd').nth(2).waitFor();
        await fits(page);
        clean(seen);
        await context.close();
      });

      await claim(`${at}: every view fits the screen and makes no error`, async () => {
        const { page, context, seen } = await start({ role: 'administrator' });
        for (const path of ['/portal', '/learn', '/report', '/data', '/screen', '/admin', '/admin?tab=audit', '/start', '/measure?tab=zones', '/assess?tab=zones', '/assess?framework=health_check_2025', '/nowhere']) {
          await page.goto(base + path);
          await page.locator('h1').first().waitFor({ state: 'attached' });
          await page.waitForTimeout(400);
          await fits(page);
        }
        clean(seen);
        await context.close();
      });
    }

  await claim('en 1280: a city comes from files, and from nothing at all', async () => {
    const { port, close } = await serve({ empty: true });
    const empty = `http://127.0.0.1:${port}`;
    const { page, context, seen } = await open(browser, empty, { role: 'administrator' });
    await page.goto(`${empty}/`);
    await waitUrl(page, '/start');
    await page.getByText('Without streets there is no walking.').waitFor();
    await page.locator('input[type=file]').setInputFiles([{ name: 'town.osm.pbf', mimeType: 'application/octet-stream', buffer: Buffer.from('x') }, { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('x') }, { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }]);
    await page.getByText('This file is not of a known kind.').waitFor();
    await page.getByLabel('Name of the city').fill('Clearwater');
    await page.getByRole('button', { name: 'Make the city' }).click();
    await waitUrl(page, '/measure');
    await page.locator('.holder canvas').waitFor({ timeout: 20000 });
    clean(seen);
    await context.close();
    close();
  });

  await claim('en 1280: the keyboard alone reaches a finding and its project', async () => {
    const { page, context, seen } = await open(browser, base, { role: 'planner' });
    await page.goto(`${base}/detect`);
    await page.locator('ol button').first().waitFor();
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.className)) !== 'skip svelte-0' && !(await page.evaluate(() => document.activeElement?.matches('a[href="#main"]')))) throw new Error('the first stop is not the skip link');
    await page.keyboard.press('Enter');
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement?.matches('ol button'))) break;
    }
    if (!(await page.evaluate(() => document.activeElement?.matches('ol button')))) throw new Error('no finding within twelve stops');
    await page.keyboard.press('Enter');
    await waitUrl(page, 'finding=');
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement?.textContent === 'Make a project')) break;
    }
    await page.keyboard.press('Enter');
    await waitUrl(page, '/decide');
    clean(seen);
    await context.close();
  });

  await claim('en 1280: an old link says that the data have moved on', async () => {
    const { page, context } = await open(browser, base, { role: 'analyst' });
    await page.goto(`${base}/assess?at=0ld`);
    await page.getByText('made with another version of the data').waitFor();
    await context.close();
  });
}
