import { copyFileSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { runProgram } from './run-program.mjs';

/** Programs that know nothing of us have a package of their own: who only starts the gateway need not wait for them. */
export const STRANGERS = join(root, 'scripts', 'client-trials');
const bin = (name, folder = root) => join(folder, 'node_modules', '.bin', name);
const DOCUMENT = join(root, 'openapi.json');
const WALKS = join(root, 'clients', 'walks');

/** Each as its own documentation says, with nothing set that has a default. */
const GENERATORS = {
  'openapi-typescript': (out) => [bin('openapi-typescript'), DOCUMENT, '-o', join(out, 'schema.d.ts')],
  'hey-api': (out) => [bin('openapi-ts', STRANGERS), '-i', DOCUMENT, '-o', out],
  'swagger-typescript-api': (out) => [
    bin('swagger-typescript-api', STRANGERS),
    ...['generate', '--path', DOCUMENT, '--output', out, '--name', 'api.ts'],
  ],
};

/** The walks beside the clients that they go with, compiled as strictly as a stranger may: by name, the file to import. */
export async function generateClients(folder) {
  mkdirSync(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  await Promise.all(
    Object.entries(GENERATORS).map(async ([name, argumentsFor]) => {
      const [program, ...args] = argumentsFor(join(folder, 'generated', name));
      await runProgram(program, args, folder);
    }),
  );
  return compileWalks(folder, Object.keys(GENERATORS));
}

/** The package of clients/typescript as it would be published, in a folder that has nothing else. */
export async function installPackage(folder) {
  mkdirSync(folder);
  const source = join(folder, 'source');
  cpSync(join(root, 'clients', 'typescript'), source, { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const packed = await pack(source, folder, []);
  // What it depends on comes from no registry either.
  const needed = await Promise.all(
    ['openapi-fetch', 'openapi-typescript-helpers'].map((name) =>
      pack(join(root, 'node_modules', name), folder, ['--ignore-scripts']),
    ),
  );
  const installed = join(folder, 'installed');
  mkdirSync(installed);
  writeFileSync(join(installed, 'package.json'), '{ "private": true, "type": "module" }');
  const flags = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await runProgram('npm', ['install', ...flags, packed, ...needed], installed);
  return compileWalks(installed, ['package']);
}

async function pack(source, destination, flags) {
  const said = await runProgram(
    'npm',
    ['pack', '--silent', '--pack-destination', destination, ...flags],
    source,
  );
  return join(destination, said.trim().split('\n').at(-1));
}

async function compileWalks(folder, names) {
  for (const name of ['place', ...names]) copyFileSync(join(WALKS, `${name}.ts`), join(folder, `${name}.ts`));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const compilerOptions = {
    ...{ target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], module: 'nodenext' },
    ...{ strict: true, types: [], rootDir: '.', outDir: 'out' },
  };
  const files = names.map((name) => `${name}.ts`);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  await runProgram(bin('tsc'), ['-p', folder], folder);
  return Object.fromEntries(names.map((name) => [name, join(folder, 'out', `${name}.js`)]));
}
