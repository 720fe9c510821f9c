// Opens the console in Chromium and uses it as a person would. A job on standard input:
//   { "address", "scenario", "key"?, "adminKey"?, "server"?: { "command", "args" }, "screenshots"? }
// Exits with 0 if everything holds; otherwise says what does not. In every scenario the page must not break its Content-Security-Policy,
// nor write an error to the browser's console.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const job = JSON.parse(readFileSync(0, 'utf8'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pages = ['try', 'models', 'shadow', 'live', 'health'];
const hostile = '"><img src=x onerror="window.broken=1"><script>window.broken=1</script>{{7*7}}</textarea>';
const faults = [];

function check(holds, what) {
  if (!holds) faults.push(what);
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

/** A page whose faults are noted. Calls that the server refuses are logged by the browser; a scenario says which it expects. */
async function open({ width = 1280, dark = false, language = 'en-GB', expected = /$^/ } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: dark ? 'dark' : 'light', locale: language });
  const page = await context.newPage();
  page.setDefaultTimeout(120000); // a machine may be busy with other tests
  page.on('console', message => {
    if (message.type() === 'error' && !expected.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', error => faults.push(`page: ${error.message}`));
  page.on('request', request => {
    if (!request.url().startsWith(job.address) && !request.url().startsWith('blob:')) faults.push(`asks another host: ${request.url()}`);
  });
  await page.addInitScript(() => addEventListener('securitypolicyviolation', event => console.error(`CSP ${event.violatedDirective} ${event.sample}`)));
  return page;
}

async function go(page, name) {
  await page.goto(`${job.address}/console/#/${name}`);
  await page.locator('h1').waitFor();
}

async function useKey(page, key) {
  await page.locator('header input[type=password]').fill(key);
  await page.getByRole('button', { name: 'Use' }).click();
  await page.getByText('Key in use').waitFor();
}

/** A page is settled when nothing of it is being read. */
async function settle(page) {
  await page.waitForFunction(() => ![...document.querySelectorAll('main [role=status]')].some(status => status.textContent.startsWith('Loading')));
  await page.waitForTimeout(300);
}

async function accessible(page, where) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Page.setBypassCSP', { enabled: true }); // for axe alone; the page was loaded without it
  await page.evaluate(source => { (0, eval)(source); }, axe).catch(() => page.addScriptTag({ content: axe }));
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const one of found.violations.filter(violation => ['serious', 'critical'].includes(violation.impact)))
    faults.push(`${where}: axe ${one.id}: ${one.help}: ${one.nodes.map(node => node.html).slice(0, 2).join(' | ').slice(0, 300)}`);
}

const scenarios = {
  async pages() {
    for (const dark of [false, true])
      for (const width of [360, 1280])
        for (const name of pages) {
          const page = await open({ width, dark, expected: /401|403/ });
          await go(page, name);
          if (job.adminKey) await useKey(page, job.adminKey);
          await settle(page);
          if (name === 'try') await answer(page, 'Two dogs are playing in the snow.');
          if (name === 'live') await page.getByText('Connected', { exact: true }).waitFor();
          const where = `${name}, ${width} px, ${dark ? 'dark' : 'light'}`;
          const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
          check(wide <= 0, `${where}: ${wide} px too wide`);
          if (job.screenshots && width === 1280)
            await page.screenshot({ path: join(job.screenshots, `console-${name}-${dark ? 'dark' : 'light'}.png`), fullPage: false });
          await accessible(page, where);
          await page.context().close();
        }
  },

  async try() {
    const page = await open();
    await go(page, 'try');
    await page.locator('select').nth(2).selectOption('en-fr');
    if ((await page.locator('main input[type=checkbox]').count()) > 0) await page.getByLabel('Student and teacher side by side').check();
    const answers = await answer(page, 'Two dogs are playing in the snow.');
    check(answers.includes('neige'), `the translation is not shown: ${answers}`);
    await page.getByRole('button', { name: 'Show tokens' }).click();
    await page.locator('.pieces li').first().waitFor();
    check((await page.locator('.pieces li').count()) >= 8, 'the tokens are not shown');
    await page.getByRole('button', { name: 'Explain', exact: true }).click();
    await page.locator('.words button', { hasText: 'chiens' }).first().click();
    await page.getByText('chiens ← dogs').first().waitFor();
    check((await page.locator('.weights').first().locator('li').count()) === 8, 'the words that it rests on are not shown');
    await page.getByLabel('Your translation').fill('Deux chiens jouent dans la neige.');
    await page.getByRole('button', { name: 'Score', exact: true }).click();
    await page.getByText('Log-probability').first().waitFor();
    check((await page.locator('pre').first().textContent()).includes('/v1/translate'), 'the call is not shown');

    const file = join(tmpdir(), `console-${process.pid}.txt`);
    writeFileSync(file, Array.from({ length: 120 }, (_, index) => `Two dogs ${index}.`).join('\n'));
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('120 of 120 done').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download as JSON lines' }).click()]);
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\n').map(line => JSON.parse(line));
    check(lines.length === 120 && lines[119].text === 'Two dogs 119.', 'the file is not translated in its order');

    await page.locator('main select').first().selectOption('intent');
    await answer(page, 'a gorgeous , witty , seductive movie .');
    await page.locator('.bars').first().waitFor();
    check((await page.locator('.bars').first().textContent()).includes('%'), 'the labels have no bars');
    check(!(await page.locator('pre').first().textContent()).includes('/v1/translate'), 'the call is still a translation');
    await page.getByRole('button', { name: 'Explain', exact: true }).click();
    await page.locator('.weights li').first().waitFor();
    check((await page.locator('.weights .heat4').count()) > 0, 'the word that counts most is not marked');

    // By the keyboard alone.
    await page.locator('main textarea').focus();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('the plot is dull .');
    for (let tabs = 0; tabs < 20 && (await page.evaluate(() => document.activeElement.textContent)) !== 'Run'; tabs++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.bars').first().waitFor();

    await page.locator('header select').first().selectOption('fr');
    await page.getByRole('heading', { name: 'Essayer' }).waitFor();
    check((await page.evaluate(() => document.documentElement.lang)) === 'fr', 'the page does not say that it is in French');
    await page.locator('header select').nth(1).selectOption('dark');
    check((await page.evaluate(() => document.documentElement.dataset.theme)) === 'dark', 'the theme does not change');
  },

  async generate() {
    const page = await open();
    await go(page, 'try');
    const found = await answer(page, 'The dog is sleeping under the table.');
    check(found.includes('The dog is.'), `the generated text is not shown: ${found}`);
    check((await page.locator('pre').first().textContent()).includes('/v1/generate'), 'the call is not shown');
    await page.getByText('Options', { exact: true }).click();
    await page.getByLabel('Draw tokens (sampling)').check();
    check((await page.getByLabel('Beams').count()) === 0, 'samples have beams');
    await page.getByLabel('Seed').fill('7');
    await page.getByLabel('Temperature').fill('1.5');
    await page.getByLabel('Hypotheses').fill('2');
    const texts = [];
    for (let times = 0; times < 2; times++) {
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.locator('section[aria-live] ol li').nth(1).waitFor();
      texts.push(await page.locator('section[aria-live] ol').textContent());
    }
    check(texts[0] === texts[1], `one seed gives two texts: ${texts.join(' | ')}`);
    check((await page.locator('pre').first().textContent()).includes('"seed":7'), 'the call does not show the seed');
    await page.getByLabel('Temperature').fill('0.001');
    await page.locator('main textarea').fill('She reads.');
    check(!(await page.getByLabel('Temperature').evaluate(input => input.validity.valid)), 'a temperature out of range is not marked');
    await page.getByLabel('Temperature').fill('');

    const file = join(tmpdir(), `console-${process.pid}.txt`);
    writeFileSync(file, 'She reads.\nThe dog is sleeping under the table.\n');
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('2 of 2 done').waitFor();
    await accessible(page, 'try, generation');
    await page.locator('header select').first().selectOption('fr');
    await page.getByLabel('Tirer les jetons au sort').waitFor({ state: 'attached' });
  },

  async encoders() {
    const page = await open();
    await go(page, 'try');
    const model = page.locator('main select').first();
    await model.selectOption('embedder');
    await page.getByRole('button', { name: 'Where is the station?' }).click();
    await answer(page, 'Where is the station?\nWhere is the station?\nThe dog is sleeping.');
    const cosines = await page.locator('section[aria-live] td.n').allTextContents();
    check(cosines.length === 9 && cosines[1] === '1' && cosines[2] !== '1', `the cosines are not shown: ${cosines}`);
    await accessible(page, 'embeddings');

    await model.selectOption('ranker');
    await page.getByLabel('Query').fill('Where can I buy bread?');
    await answer(page, 'The dog is sleeping.\nThe bakery sells fresh bread.');
    check((await page.locator('.ranking li').count()) === 2, 'the documents are not ranked');
    check((await page.locator('pre').first().textContent()).includes('/v1/rerank'), 'the call is not that of the task');
    await accessible(page, 'ranking');

    await model.selectOption('tagger');
    const text = 'Anna Schmidt lives in Paris 😀, near Berlin.' + hostile;
    await answer(page, text);
    const shown = await page.locator('.entities').first().evaluate(place => {
      const copy = place.cloneNode(true);
      copy.querySelectorAll('.tag').forEach(tag => tag.remove());
      return copy.textContent;
    });
    check(shown === text, `the text is not shown whole: ${shown}`);
    check((await page.evaluate(() => window.broken)) === undefined, 'a tagged text became a script');
    await accessible(page, 'tags');
  },

  async keys() {
    const page = await open({ expected: /401|403/ });
    await go(page, 'try');
    await page.getByText('This call needs a key: enter').waitFor();
    await useKey(page, job.key);
    await settle(page);
    const text = await answer(page, 'Two dogs are playing in the snow.');
    check(text.length > 0, 'a key does not help');
    check((await page.evaluate(() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie)).includes(job.key) === false, 'the key is kept');
    check(!page.url().includes(job.key), 'the key is in the address');
    await page.evaluate(() => { location.hash = '#/health'; });
    await page.getByText("needs an admin's key").first().waitFor();
    await useKey(page, job.adminKey);
    await page.getByText('Batching:MaxBatchRows').waitFor();
    const shown = await page.locator('main').textContent();
    check(!shown.includes(job.key) && !shown.includes(job.adminKey) && !/[0-9a-f]{64}/.test(shown), 'a secret is shown');
    await page.getByLabel('Filter').fill('Access:Keys');
    await page.getByText('set, not shown').first().waitFor();
    await page.evaluate(() => { location.hash = '#/models'; });
    await page.getByRole('button', { name: 'Reload' }).first().click();
    await page.getByText('Done.').first().waitFor();
    await page.getByRole('button', { name: 'Forget' }).click();
    await page.getByText('This call needs a key: enter').first().waitFor();
    await page.reload();
    await page.getByText('This call needs a key: enter').first().waitFor();
  },

  async xss() {
    const page = await open({ expected: /400|404|403|401/ });
    await go(page, 'try');
    await useKey(page, job.adminKey);
    for (const name of pages) {
      await page.evaluate(hash => { location.hash = hash; }, `#/${name}`);
      await page.locator('h1').waitFor();
      await settle(page);
      if (name === 'shadow') {
        await page.locator('main select').first().selectOption('intent');
        await page.getByText('window.broken').first().waitFor();
      }
      for (const field of await page.locator('main input:not([type=checkbox]):not([type=file]):not([type=number]):not([type=range]), main textarea').all())
        if (await field.isVisible()) await field.fill(hostile);
      if (name === 'try') {
        await answer(page, hostile);
        await page.getByRole('button', { name: 'Show tokens' }).click();
        await page.locator('.pieces li').first().waitFor();
        const file = join(tmpdir(), `${process.pid}-hostile.txt`);
        writeFileSync(file, `${hostile}\n${hostile}`);
        await page.locator('input[type=file]').setInputFiles(file);
        await page.getByText('2 of 2 done').waitFor();
      }
      if (name === 'models') check((await page.locator('main').textContent()).includes('onerror'), 'the hostile description is not shown as text');
      check((await page.evaluate(() => window.broken)) === undefined, `${name}: a text became a script`);
      check((await page.locator('main img, main script, main iframe').count()) === 0, `${name}: a text became markup`);
    }
    await page.goto(`${job.address}/console/#/${encodeURIComponent(hostile)}`);
    await page.getByText('There is no such page').waitFor();
    check((await page.evaluate(() => window.broken)) === undefined, 'the address became a script');
  },

  async changes() {
    const page = await open({ expected: /401|403/ });
    await go(page, 'models');
    await useKey(page, job.adminKey);
    const model = page.getByRole('region', { name: 'm', exact: true });
    await model.getByText('What changed: student').click();
    await model.getByRole('button', { name: 'Compare' }).first().click();
    const scores = model.getByRole('region', { name: 'Scores', exact: true });
    await scores.waitFor();
    check((await scores.textContent()).includes('dev.tsvaccuracy %80.581'), `the scores are not shown: ${await scores.textContent()}`);
    const answers = model.getByRole('region', { name: 'Answers to the golden sample' });
    const rows = await answers.locator('tbody tr').allTextContents();
    check(rows.length === 2 && rows[0].includes('JOY') && rows[0].includes('FEAR') && rows[1].includes('–'), `the answers are not shown: ${rows.join(' | ')}`);
    check((await answers.locator('tr.differs').count()) === 1, 'the answer that changed is not marked');
    await accessible(page, 'what changed');
  },

  async history() {
    const page = await open({ expected: /401|403/ });
    await page.route('**/v1/models/intent/shadow*', async route => {
      const answer = await route.fetch();
      const rate = (value, n) => ({ rate: value, low: Math.max(0, value - 0.02), high: value + 0.02, n });
      await route.fulfill({ response: answer, json: { ...(await answer.json()), margin: 0.05, history: [
        { hour: '2026-01-30T08:00:00+00:00', difference: rate(0.04, 100), bounds: { low: 0.005, high: 0.12 }, compared: 100 },
        { hour: '2026-01-30T09:00:00+00:00', difference: rate(0.03, 900), bounds: { low: 0.02, high: 0.048 }, compared: 1000 }] } });
    });
    await go(page, 'shadow');
    await page.locator('main select').first().selectOption('intent');
    const history = page.getByRole('region', { name: 'Difference over time' }).first();
    await history.locator('canvas').first().waitFor();
    await history.getByText('Difference over time (2)').click();
    const rows = await history.getByRole('region', { name: 'Difference over time' }).locator('tbody tr').allTextContents();
    check(rows.length === 2 && rows[1].includes('2% – 4.8%') && rows[1].includes('1,000'), `the hours are not shown: ${rows.join(' | ')}`);
    await accessible(page, 'history');
  },

  async decisions() {
    const page = await open({ expected: /401|403|503/ });
    await go(page, 'shadow');
    await useKey(page, job.adminKey);
    await page.locator('main select').first().selectOption('m');
    const decisions = page.getByRole('region', { name: 'Decisions on versions' });
    await decisions.getByText('Nothing was decided yet.').waitFor();
    await decisions.getByText('chain intact').waitFor();

    // An operator sets the canary in the console, and the table says who.
    await page.evaluate(() => { location.hash = '#/models'; });
    const model = page.getByRole('region', { name: 'm', exact: true });
    await model.getByText('Changes (admin): student').click();
    await model.getByLabel('Share of the calls').first().fill('30');
    await model.getByRole('button', { name: 'Set canary' }).first().click();
    await model.getByText('Done.').first().waitFor();
    await page.evaluate(() => { location.hash = '#/shadow'; });
    await page.locator('main select').first().selectOption('m');
    const table = page.getByRole('region', { name: 'Table of decisions' });
    const row = table.locator('tbody tr').first();
    await row.waitFor();
    const shown = await row.textContent();
    check(shown.includes('ops') && shown.includes('canary set') && shown.includes('30%'), `the operator's decision is not shown: ${shown}`);
    check(shown.includes(`${job.current}`) && shown.includes(`${job.canary}`), `the versions are not shown: ${shown}`);
    check((await table.locator('thead th').allTextContents()).join() === 'place,Time,Who,Decision,From → to,Numbers', 'the columns have no names');
    const [download] = await Promise.all([page.waitForEvent('download'), decisions.getByRole('button', { name: 'Export decisions' }).click()]);
    const body = JSON.parse(readFileSync(await download.path(), 'utf8'));
    check(body.chain.intact && body.decisions[0].by === 'ops', 'the export has not the decisions');
    await accessible(page, 'decisions');

    // By the keyboard: the table is reached, and the export after it.
    await table.focus();
    await page.keyboard.press('Tab');
    check((await page.evaluate(() => document.activeElement.textContent)) === 'Export decisions', 'the export is not reached by the keyboard');

    // The store is away: the panel says so, and comes back.
    await page.route('**/v1/decisions**', route => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"modelNotReady","detail":"The store of decisions cannot be read now; try again."}' }));
    await page.locator('main select').first().selectOption('t');
    await decisions.getByText('The store of decisions cannot be read now').waitFor();
    await page.unroute('**/v1/decisions**');
    await decisions.getByRole('button', { name: 'Try again' }).click();
    await decisions.getByText('Nothing was decided yet.').waitFor();

    // A broken chain, evidence and a slow canary, with hostile names.
    await page.route('**/v1/decisions**', route => route.fulfill({ json: {
      chain: { length: 9, hash: 'ab'.repeat(32), intact: false, firstFault: 7 },
      decisions: [{ number: 9, at: '2026-11-30T08:00:00Z', model: 't', kind: 'rollBack', variant: 'student', from: hostile, to: 'v1', automatic: true, guardRail: 'latency', previousHash: '', hash: '',
        comparison: { against: 'v1', compared: 4120, onlyCanaryDiffers: 31, onlyCurrentDiffers: 84, excess: -0.0129, bounds: { low: -0.0231, high: -0.0035 }, margin: 0.01, verdict: 'notWorse', latency: { maxRatio: 1.5, compared: 40, slower: 36, slow: true } } }],
    } }));
    await page.locator('main select').first().selectOption('m');
    await decisions.getByText('chain broken at 7').waitFor();
    const evidence = await table.locator('tbody tr').first().textContent();
    check(evidence.includes('evidence, automatic') && evidence.includes('4,120') && evidence.includes('-1.3%') && evidence.includes('36 of 40'), `the numbers are not shown: ${evidence}`);
    check(evidence.includes(hostile), 'a hostile version is not shown as text');
    check((await page.evaluate(() => window.broken)) === undefined && (await page.locator('main img').count()) === 0, 'a version became markup');
    await accessible(page, 'decisions by evidence');
    await page.locator('header select').first().selectOption('fr');
    await page.getByText('chaîne rompue à 7').waitFor();
    check((await table.count()) === 0 && (await page.getByRole('region', { name: 'Tableau des décisions' }).count()) === 1, 'the table is not named in French');
  },

  async cascade() {
    const page = await open({ expected: /401|403/ });
    await go(page, 'shadow');
    await page.locator('main select').first().selectOption('intent');
    const cascade = page.getByRole('region', { name: 'Cascade', exact: true });
    await cascade.getByText('not calibrated').waitFor();
    const figures = await page.getByRole('region', { name: 'Figures of the cascade' }).textContent();
    check(figures.includes('Budget25%') && figures.includes(`of ${job.texts}`), `the figures are not shown: ${figures}`);
    await cascade.getByText('No curve before there are findings.').waitFor();
    await accessible(page, 'cascade');
    await page.locator('main select').first().selectOption('en-fr');
    await settle(page);
    check((await cascade.count()) === 0, 'a model without a cascade has a panel');

    // A calibrated one.
    await page.route('**/v1/models/intent/shadow*', async route => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), cascade: {
        budget: 0.1, calibrated: true, threshold: 0.2312, bound: { alpha: 0.05, guaranteed: 0.062, met: false, delta: 0.05, findings: 4120 },
        riskCoverage: [{ threshold: 1, escalated: 0, differing: 0.101 }, { threshold: 0.2312, escalated: 0.1, differing: 0.051 }, { threshold: 0, escalated: 1, differing: 0 }],
        texts: 48211, escalated: 4807, notEscalated: { budgetSpent: 310, teacherBusy: 0, timeShort: 2 }, later: { findings: 812, differing: 31, high: 0.0502 } } } });
    });
    await page.locator('main select').first().selectOption('intent');
    await cascade.getByText('calibrated', { exact: true }).waitFor();
    const shown = await cascade.textContent();
    for (const part of ['6.2%', 'not met', '4,807 of 48,211', '31 of 812', 'at most 5%', 'budget spent 310', 'time short 2'])
      check(shown.includes(part), `the cascade does not show "${part}": ${shown}`);
    check(!shown.includes('teacher busy'), 'a reason without texts is shown');
    check((await cascade.locator('svg circle').count()) === 3, 'the curve is not drawn');
    await cascade.getByText('As a table').click();
    check((await page.getByRole('region', { name: 'Risk and coverage' }).locator('tbody tr').count()) === 3, 'the curve has no table');
    await accessible(page, 'cascade, calibrated');
    const narrow = await open({ width: 360, dark: true, expected: /401|403/ });
    await go(narrow, 'shadow');
    await narrow.locator('main select').first().selectOption('intent');
    await narrow.getByRole('region', { name: 'Cascade', exact: true }).waitFor();
    check((await narrow.evaluate(() => document.scrollingElement.scrollWidth - innerWidth)) <= 0, 'the cascade is too wide');
    await accessible(narrow, 'cascade, 360 px, dark');
    await page.locator('header select').first().selectOption('fr');
    await page.getByRole('heading', { name: 'Ombre' }).waitFor();
    await page.locator('main select').first().selectOption('intent');
    await page.getByText('Borne garantie').waitFor();
  },

  async restart() {
    let server = await start();
    const page = await open({ expected: /ERR_|503|Failed to load/ });
    await go(page, 'live');
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'Last minute' }).waitFor();
    await stop(server);
    await page.getByText('Reconnecting').waitFor();
    await page.evaluate(() => { location.hash = '#/models'; });
    await page.getByText('The server does not answer').first().waitFor();
    server = await start();
    try {
      await page.getByRole('button', { name: 'Try again' }).first().click();
      await page.getByRole('heading', { name: /en-fr/ }).waitFor();
      await page.evaluate(() => { location.hash = '#/live'; });
      await page.getByRole('heading', { name: 'Last minute' }).waitFor();
    } finally {
      await stop(server);
    }
  },
};

async function answer(page, text) {
  await page.locator('main textarea').fill(text);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('section[aria-live] .card').first().waitFor();
  return page.locator('section[aria-live]').textContent();
}

async function start() {
  const server = spawn(job.server.command, job.server.args, { stdio: 'ignore' });
  process.once('exit', () => server.kill('SIGKILL'));
  for (let tries = 0; ; tries++) {
    try {
      if ((await fetch(`${job.address}/health/ready`)).ok) return server;
    } catch { /* not yet */ }
    if (tries > 600 || server.exitCode !== null) throw new Error('the server does not start');
    await new Promise(done => setTimeout(done, 100));
  }
}

const stop = server => new Promise(done => {
  server.once('exit', done);
  server.kill('SIGTERM');
});

try {
  await scenarios[job.scenario]();
} catch (error) {
  faults.push(error.stack);
  for (const page of browser.contexts().flatMap(context => context.pages()))
    faults.push(`the page says: ${(await page.locator('[role=alert], [role=status]').allTextContents().catch(() => [])).join(' | ').slice(0, 500)}`);
} finally {
  await browser.close();
}

if (faults.length > 0) console.error([...new Set(faults)].join('\n'));
process.exit(faults.length > 0 ? 1 : 0);
