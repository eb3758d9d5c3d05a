import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../bundle.mjs';
import { root } from '../root.mjs';
import { filesIn, hashOf, stampOf } from './stamps.mjs';
import { run, say } from './terminal.mjs';

const BUILD_STAMP = join(root, 'dist', '.source-hash');

export async function build() {
  if (isBuilt()) return;
  say('building');
  // Without a stamp the folder may hold anything, and even the compiler's own notes may be wrong.
  if (!existsSync(BUILD_STAMP)) rmSync(join(root, 'dist'), { recursive: true, force: true });
  rmSync(BUILD_STAMP, { force: true });
  await run(process.execPath, [join(root, 'scripts', 'lua.mjs')], 'a script of Redis is not right');
  const hash = sourceHash();
  await compile('tsconfig.build.json');
  removeStaleOutputs();
  await bundle();
  writeFileSync(BUILD_STAMP, hash);
}

/** Compiles the benches beside the product in dist, which they measure, and which is shipped without them. */
export const buildBenches = () => compile('tsconfig.bench.json');

function compile(project) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  return run(process.execPath, [compiler, '-p', project], 'the build failed');
}

function removeStaleOutputs() {
  rmSync(join(root, 'dist', 'bundle'), { recursive: true, force: true });
  for (const file of filesIn(join(root, 'dist'))) {
    const source = file.replace(join(root, 'dist'), root.replace(/\/$/, '')).replace(/\.js(\.map)?$/, '.ts');
    if (/\.js(\.map)?$/.test(file) && !existsSync(source)) rmSync(file);
  }
}

export const isBuilt = () => stampOf(BUILD_STAMP) === sourceHash();

function sourceHash() {
  const top = [
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'scripts/bundle.mjs',
    'scripts/lua.mjs',
  ].map((name) => join(root, name));
  const sources = [...filesIn(join(root, 'apps')), ...filesIn(join(root, 'libs'))];
  return hashOf([...top, ...sources.filter((file) => !file.endsWith('.spec.ts'))]);
}
