import { readFileSync } from 'node:fs';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly hasInstallScript?: true;
  readonly link?: true;
}

/** Packages with an install script. None of the scripts runs: the packages hold everything that they need. */
const HAVE_INSTALL_SCRIPTS = [
  '@parcel/watcher',
  '@scarf/scarf',
  '@serialport/bindings-cpp',
  '@swc/core',
  'unrs-resolver',
];
/** One more than before bridges were read over a WebSocket. */
const MOST_DIRECT = 21;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const FOLDERS = ['.', 'scripts/client-trials', 'scripts/node-24'];
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const manifests = FOLDERS.map((folder) => readJson(`${folder}/package.json`) as Manifest);
const direct = manifests.flatMap(({ dependencies, optionalDependencies, devDependencies }) =>
  Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies }),
);
const locked = FOLDERS.flatMap((folder) => {
  const { packages } = readJson(`${folder}/package-lock.json`) as { packages: Record<string, Locked> };
  return Object.entries(packages).filter(([path]) => path !== '');
});

describe('dependencies', () => {
  it('are few, and each has its reason in docs/building.md', () => {
    const reasons = readFileSync('docs/building.md', 'utf8');
    expect(Object.keys(manifests[0]?.dependencies ?? {}).length).toBeLessThanOrEqual(MOST_DIRECT);
    const unexplained = direct.filter(
      ([name]) => !new RegExp(`^\\| .*\`${name}\`.* \\| \\S`, 'm').test(reasons),
    );
    expect(unexplained).toEqual([]);
  });

  it('are of one version each, and proven by a checksum', () => {
    expect(direct.filter(([, version]) => !/^[0-9]+\.[0-9]+\.[0-9]+$/.test(version))).toEqual([]);
    expect(
      locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path),
    ).toEqual([]);
  });

  it('run nothing when they are installed', () => {
    const running = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const names = running.map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect(names.filter((name) => !HAVE_INSTALL_SCRIPTS.includes(name))).toEqual([]);
    for (const file of ['scripts/prepare/install.mjs', 'Dockerfile'])
      expect(readFileSync(file, 'utf8')).toMatch(/ignore-scripts/);
  });
});
