import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';

/** Starts the demo as a person does, on a free port and a data directory of its own; resolves when it is ready. */
export async function startDemoProcess(variables = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'coachlink-demo-'));
  const configured = Object.keys(process.env).filter((name) =>
    /^(COACHLINK_|REDIS_URL$|NODE_ENV$)/.test(name),
  );
  const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', COACHLINK_DATA_DIR: join(folder, 'data') };
  for (const name of configured) if (name !== 'COACHLINK_DATA_DIR') delete env[name];
  // Set explicitly, so that decoders can be added to the demo as the examples of the document do.
  env.COACHLINK_DEMO = 'on';
  // No server outside this machine is asked, not even the decoders of those examples.
  env.COACHLINK_INTERNET_PROBE = 'off';
  Object.assign(env, variables);
  const localOnly = pathToFileURL(join(root, 'scripts', 'local-only.mjs')).href;
  env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import=${localOnly}`;
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const welcome = await readWelcome(child, ended);
    const [, url] = /Swagger UI\s+(\S+)\/docs/.exec(welcome);
    return { url, said: saidValues(welcome), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves to its output up to the curl line that closes it. */
function readWelcome(child, ended) {
  let text = '';
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (/^curl .*\n/m.test(text)) resolve(text);
    });
    ended.then((code) => reject(new Error(`the demo ended with ${code} before it was ready:\n${text}`)));
  });
}

/** Returns each `name: value` of the output before the curl line. Names become lower case. */
function saidValues(welcome) {
  const said = welcome.split(/^curl /m)[0].matchAll(/([A-Za-z][\w-]*): ?(\S+)/g);
  return Object.fromEntries([...said].map(([, name, value]) => [name.toLowerCase(), value]));
}
