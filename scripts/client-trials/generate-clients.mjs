import { copyFileSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { runProgram } from './run-program.mjs';

/** Folder of a package for client generators, which a start of the gateway does not install. */
export const STRANGERS = join(root, 'scripts', 'client-trials');
const bin = (name, folder = root) => join(folder, 'node_modules', '.bin', name);
const DOCUMENT = join(root, 'openapi.json');
const WALKS = join(root, 'clients', 'walks');

/** Commands of the generators, as their own documentation has them, with default settings. */
const GENERATORS = {
  'openapi-typescript': (out) => [bin('openapi-typescript'), DOCUMENT, '-o', join(out, 'schema.d.ts')],
  'hey-api': (out) => [bin('openapi-ts', STRANGERS), '-i', DOCUMENT, '-o', out],
  'swagger-typescript-api': (out) => [
    bin('swagger-typescript-api', STRANGERS),
    ...['generate', '--path', DOCUMENT, '--output', out, '--name', 'api.ts'],
  ],
};

/** Copies the walks beside the clients that they belong to, and compiles them strictly; resolves to the files by name. */
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

/** Installs the package of clients/typescript as it would be published, in an empty folder. */
export async function installPackage(folder) {
  mkdirSync(folder);
  const source = join(folder, 'source');
  cpSync(join(root, 'clients', 'typescript'), source, { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const packed = await pack(source, folder, []);
  // Dependencies come from no registry either.
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
