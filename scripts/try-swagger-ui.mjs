// Goes through Swagger UI of the demo in a real browser: takes the demo's credentials, executes every documented
// operation with its example, and fails unless each one shows a 2xx, unless neither that page nor the dashboard keeps
// anything for the next person at the screen, and unless both work behind a proxy that strips a prefix. Then it reads
// the same document in the reference.
import { chromium } from 'playwright-core';
import { startDemoProcess } from './demo-process.mjs';
import { startPrefixProxy } from './prefix-proxy.mjs';
import { findChromium } from './prepare/programs.mjs';
import { prepareProject } from './prepare/project.mjs';
import { tryReference } from './reference-trial.mjs';
import { SwaggerPage } from './swagger-page.mjs';

await prepareProject();
const executablePath = await findChromium({ install: process.env.CI !== undefined });
if (executablePath === undefined) {
  console.log('Swagger UI: not tried, because there is no Chromium on the PATH (apt-get install chromium)');
  process.exit(0);
}

const demo = await startDemoProcess();
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
try {
  const failed =
    (await tryAll(await browser.newPage())) +
    (await tryFinding(await browser.newPage())) +
    (await tryLeaving(await browser.newPage())) +
    (await tryBehindProxy(await browser.newPage())) +
    (await tryReferenceBehindProxy(await browser.newPage()));
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await browser.close();
  await demo.stop();
}

/** Returns the number of operations that did not work. */
async function tryAll(page) {
  const elsewhere = new Set();
  page.on('request', (request) => {
    if (!/^data:|^blob:/.test(request.url()) && !request.url().startsWith(demo.url))
      elsewhere.add(request.url());
  });
  const document = await (await fetch(`${demo.url}/openapi.json`)).json();
  await page.goto(`${demo.url}/docs`);
  const swagger = new SwaggerPage(page);
  await page.locator('.opblock').first().waitFor();
  // The button fills in the pair and the device, and the login puts its token in its place.
  await page.click('#demo-credentials');

  let failed = 0;
  /** Values of earlier answers by their names, and whole answers by path. */
  const known = {};
  const created = {};
  for (const operation of inOrder(operationsOf(document))) {
    const { method, path } = operation;
    const result = await swagger
      .execute({
        ...operation,
        pathValues: pathValues(path, created),
        change: (body) => withKnown(body, operation, known),
      })
      .catch((error) => ({ status: 'none', text: error.message }));
    const isFine = /^2\d\d$/.test(result.status);
    console.log(`  ${result.status}  ${method} ${path}${isFine ? '' : `: ${result.text.slice(0, 500)}`}`);
    if (!isFine) failed++;
    const answer = isFine ? asObject(result.text) : {};
    if (method === 'POST') created[path] = answer;
    Object.assign(known, answer);
  }
  await page.reload();
  await page.locator('.auth-wrapper .btn.authorize.unlocked').waitFor();
  for (const url of elsewhere) console.log(`  the page asked for ${url}, which is not ours`);
  console.log(`Swagger UI: ${operationsOf(document).length - failed} operations worked, ${failed} did not`);
  return failed + elsewhere.size;
}

/** Comes by a link to one operation, unfolds an error, and filters; returns the number of failures. */
async function tryFinding(page) {
  const faults = [];
  const { paths, components } = await (await fetch(`${demo.url}/openapi.json`)).json();
  const errors = Object.keys(paths['/api/v1/passings'].post.responses).filter((status) => status >= '400');
  await page.goto(`${demo.url}/docs#/Commands%20%26%20Data/searchPassings`);
  const block = page.locator('.opblock.is-open[id$="-searchPassings"]');
  await block.waitFor();
  const folded = block.locator('.responses-table details');
  await folded.first().waitFor();
  if ((await folded.count()) !== errors.length) faults.push(`${await folded.count()} errors are folded`);
  if (await folded.getByText('auth.scope_missing').isVisible()) faults.push('an error is open at first');
  await folded
    .getByText(/lack the scope/)
    .first()
    .click();
  await folded.getByText(/auth\.scope_missing/).waitFor();
  const models = await page.locator('.models .model-container').count();
  if (models > 0) faults.push(`${models} of ${Object.keys(components.schemas).length} models are unfolded`);
  await page.fill('.operation-filter-input', 'Decoders');
  await page.locator('.opblock-tag-section').nth(1).waitFor({ state: 'detached' });
  await page.close();
  for (const fault of faults) console.log(`  ${fault}`);
  console.log('Swagger UI: a link, folded errors and models, the filter');
  return faults.length;
}

/** Looks at the dashboard and logs out; returns the number of places that still know the pair. */
async function tryLeaving(page) {
  await page.goto(demo.url);
  await page.fill('#key', demo.said['x-api-key']);
  await page.fill('#secret', demo.said['x-api-secret']);
  await page.press('#secret', 'Enter');
  await page.locator('#passings tr').first().waitFor();
  await page.click('#logout');
  await page.locator('#key').waitFor();
  const kept = await page.evaluate(`[
    ...Object.keys(sessionStorage), ...Object.keys(localStorage),
    ...[...document.querySelectorAll('input')].filter(({ value }) => value !== '').map(({ id }) => id),
    ...[...document.querySelectorAll('tbody:not(:empty)')].map(({ id }) => id),
  ]`);
  for (const place of kept) console.log(`  after the logout the dashboard still has something in ${place}`);
  console.log('dashboard: looked at, and logged out');
  return kept.length;
}

/** Executes an operation and looks at the dashboard, both behind a prefix; returns the number of failed requests. */
async function tryBehindProxy(page) {
  const proxy = await startPrefixProxy(demo.url, '/club/timing');
  const astray = [];
  page.on('response', (response) => {
    if (response.status() >= 400) astray.push(`${response.status()} ${response.url()}`);
  });
  try {
    const document = await (await fetch(`${proxy.url}/openapi.json`)).json();
    const operation = operationsOf(document).find(
      ({ method, path }) => method === 'GET' && path.endsWith('/passings'),
    );
    for (const address of ['/docs', '/docs/', '/api/v1/docs']) {
      await page.goto(`${proxy.url}${address}`);
      await page.locator('.opblock').first().waitFor();
      const swagger = new SwaggerPage(page);
      await swagger.authorize({ ApiKey: demo.said['x-api-key'], ApiSecret: demo.said['x-api-secret'] });
      const { status } = await swagger.execute({ ...operation, pathValues: {}, change: (body) => body });
      if (status !== '200') astray.push(`${status} on ${address}`);
    }
    await page.goto(proxy.url);
    await page.fill('#key', demo.said['x-api-key']);
    await page.fill('#secret', demo.said['x-api-secret']);
    await page.press('#secret', 'Enter');
    await page.locator('#passings tr').first().waitFor();
  } finally {
    await page.close();
    await proxy.stop();
  }
  for (const each of astray) console.log(`  behind a proxy: ${each}`);
  console.log(`behind a proxy: ${astray.length} requests went astray`);
  return astray.length;
}

/** Tries the reference, by an address with a prefix. */
async function tryReferenceBehindProxy(page) {
  const proxy = await startPrefixProxy(demo.url, '/club/timing');
  try {
    const faults = await tryReference(page, proxy.url);
    for (const fault of faults) console.log(`  reference: ${fault}`);
    console.log(`reference: ${faults.length} faults`);
    return faults.length;
  } finally {
    await page.close();
    await proxy.stop();
  }
}

function operationsOf({ paths }) {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId, responses }]) => ({
      method: method.toUpperCase(),
      path,
      operationId,
      isLogin: path.endsWith('/auth/login'),
      isCreating: responses[201] !== undefined,
      isStream: Object.keys(responses[200]?.content ?? {}).join() === 'text/event-stream',
    })),
  );
}

/** Sorts operations: logins and creations first, deletions and logouts last. */
function inOrder(operations) {
  const rank = ({ method, path, isLogin, isCreating }) => {
    if (isLogin) return 0;
    if (path.endsWith('/auth/logout')) return 9;
    if (method === 'DELETE') return 8;
    return isCreating ? 1 : 2;
  };
  return operations.toSorted((a, b) => rank(a) - rank(b) || b.path.length - a.path.length);
}

/** Returns the ids of a path: those of the record that was made on this page, or of the example. */
function pathValues(path, created) {
  const [collection, name] = path.split(/\/\{|\}/);
  const thing = created[collection];
  if (name === undefined || thing === undefined) return {};
  const idName = [name, 'id', ...Object.keys(thing).filter((key) => key.endsWith('_id'))].find(
    (key) => thing[key] !== undefined,
  );
  return idName === undefined ? {} : { [name]: thing[idName] };
}

/** Fills in logins, tokens and codes of this page, which an example cannot know. */
function withKnown(body, { isLogin, isCreating }, known) {
  if (isCreating) return body;
  const isOurs = (name) => /_(token|code)$/.test(name) || name === 'code';
  return Object.fromEntries(
    Object.entries(body).map(([name, example]) => {
      if (isLogin) return [name, demo.said[name] ?? example];
      if (isOurs(name))
        return [name, known[name] ?? (name === 'code' ? known.license_code : undefined) ?? example];
      return [name, example];
    }),
  );
}

function asObject(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {}; // not JSON, so without values for later requests
  }
}
