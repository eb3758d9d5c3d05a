// Puts the compiled gateway and the packages it uses into two files: Node starts it in about half the time that it
// takes to find and read some two thousand (docs/adr/0007). Its reading thread is a third, with no more than that needs, and the
// reader of the API for browsers a fourth.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Packages with native parts or files of their own, and optional ones of the framework. */
const LEFT_ALONE = [
  'serialport',
  '@node-rs/argon2',
  'swagger-ui-dist',
  /^@nestjs\/(microservices|websockets)/,
  /^@fastify\//,
  'class-transformer/storage',
];

/** Source maps from our sources to the bundle; those of packages are left out. */
const ownMaps = {
  name: 'own-maps',
  load(file) {
    if (!existsSync(`${file}.map`) || file.includes('node_modules')) return null;
    return { code: readFileSync(file, 'utf8'), map: readFileSync(`${file}.map`, 'utf8') };
  },
  writeBundle({ dir }, { 'packages.js': packages }) {
    if (packages === undefined) return;
    rmSync(join(dir, 'packages.js.map'));
    const text = readFileSync(join(dir, 'packages.js'), 'utf8');
    writeFileSync(join(dir, 'packages.js'), text.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n'));
  },
};

export async function bundle() {
  const sources = join(root, 'dist', 'apps', 'gateway', 'src');
  await bundleInto('gateway', join(sources, 'main.js'), {
    codeSplitting: { groups: [{ name: 'packages', test: /node_modules/ }] },
  });
  await bundleInto('reading-thread', join(sources, 'api', 'passings', 'thread', 'reading-thread.js'), {
    codeSplitting: false,
  });
  await takeReaderOut();
}

/** Puts Scalar into one file without further requests, as its package for another framework has it, with its licence. */
async function takeReaderOut() {
  const name = '@scalar/fastify-api-reference';
  const { default: plugin } = await import(name);
  const routes = [];
  plugin(
    { route: (route) => routes.push(route) },
    { configuration: { url: 'openapi.json' } },
    () => undefined,
  );
  const reply = { header: () => reply, send: (text) => text };
  const program = routes.find(({ url }) => url.endsWith('.js')).handler(undefined, reply);
  const license = readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8');
  const text = program.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n');
  writeFileSync(join(root, 'dist', 'bundle', 'reader.js'), `/*!\n${license}*/\n${text}`);
}

async function bundleInto(name, input, output) {
  // Imported late: `prepare/build.mjs` is read before anything is installed.
  const { rolldown } = await import('rolldown');
  const build = await rolldown({
    input,
    cwd: root,
    platform: 'node',
    external: LEFT_ALONE,
    plugins: [ownMaps],
    onLog(level, log, otherwise) {
      // Known warnings about code of packages.
      if (['EVAL', 'CIRCULAR_DEPENDENCY', 'COMMONJS_VARIABLE_IN_ESM'].includes(log.code)) return;
      otherwise(level === 'warn' ? 'error' : level, log);
    },
  });
  await build.write({
    dir: join(root, 'dist', 'bundle'),
    entryFileNames: `${name}.js`,
    chunkFileNames: '[name].js',
    sourcemap: true,
    keepNames: true,
    ...output,
  });
  await build.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundle();
