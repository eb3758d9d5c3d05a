// Makes clients from openapi.json with foreign generators, packs and installs our own, and runs the same walk with each
// on a demo: login, licence, status, passings. Sends every request of the collections too. Started with local-only.mjs,
// so that nothing leaves the machine.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { generateClients, installPackage, STRANGERS } from './client-trials/generate-clients.mjs';
import { runBruno } from './collections/run-bruno.mjs';
import { startDemoProcess } from './demo-process.mjs';
import { installDependencies } from './prepare/install.mjs';
import { prepareProject } from './prepare/project.mjs';
import { root } from './root.mjs';

await prepareProject();
await installDependencies(STRANGERS);
const { runPostman } = await import('./client-trials/run-postman.mjs');
const localOnly = pathToFileURL(join(root, 'scripts', 'local-only.mjs')).href;
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import=${localOnly}`;

const CLIENTS = join(root, 'clients');
const work = mkdtempSync(join(tmpdir(), 'coachlink-clients-'));
let demo;
try {
  const generated = await generateClients(join(work, 'generated'));
  const ours = await installPackage(join(work, 'package'));
  demo = await startDemoProcess();
  const place = placeOf(demo);
  await hasPassings(place);
  for (const [name, file] of Object.entries({ ...generated, ...ours })) {
    const { walk } = await import(pathToFileURL(file).href);
    const fault = faultOf(await walk(place), place);
    console.log(`  ${name}: ${fault ?? 'login, licence, status, passings'}`);
    if (fault !== undefined) process.exitCode = 1;
  }
  const given = variablesOf(demo);
  report('Postman', await runPostman(join(CLIENTS, 'postman', 'coachlink.postman_collection.json'), given));
  report('Bruno', await runBruno(join(CLIENTS, 'bruno'), given));
} finally {
  await demo?.stop();
  rmSync(work, { recursive: true, force: true });
}

function placeOf({ url, said }) {
  return {
    url,
    apiKey: said['x-api-key'],
    apiSecret: said['x-api-secret'],
    deviceId: said['x-device-id'],
    deviceSecret: said['x-device-secret'],
    email: said.email,
    password: said.password,
  };
}

/** Returns the variables of the collections that a person has to give. */
function variablesOf({ url, said }) {
  const headers = ['x-api-key', 'x-api-secret', 'x-device-id', 'x-device-secret'];
  const credentials = headers.map((name) => [name.replaceAll('-', '_'), said[name]]);
  return { base_url: url, email: said.email, password: said.password, ...Object.fromEntries(credentials) };
}

function report(name, { sent, faults }) {
  for (const fault of faults) console.log(`  ${name}: ${fault}`);
  console.log(`  ${name}: ${sent} requests sent, ${faults.length} not answered as they should be`);
  if (sent === 0 || faults.length > 0) process.exitCode = 1;
}

/** Waits until the demo has the five passings that each walk asks for. */
async function hasPassings({ url, apiKey, apiSecret }) {
  for (let count = 0; count < 5; await setTimeout(100)) {
    const headers = { 'x-api-key': apiKey, 'x-api-secret': apiSecret };
    const response = await fetch(`${url}/api/v1/passings?limit=5`, { headers });
    ({ count } = await response.json());
  }
}

/** Returns the fault in the result of a walk. */
function faultOf({ loggedInAs, licensedFor, status, passings, refusal }, { email }) {
  if (loggedInAs !== email) return `it logged in as ${loggedInAs}`;
  if (!licensedFor.includes('p3_decoder')) return `the licence holds ${licensedFor.join(', ')}`;
  if (status !== 'online') return `the status is ${status}`;
  if (passings.length !== 5) return `it got ${passings.length} passings instead of 5`;
  if (refusal !== 'request.invalid') return `a limit of 0 was answered with ${refusal}`;
  return undefined;
}
