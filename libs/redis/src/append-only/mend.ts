import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Range } from './bytes.js';
import { DamagedFiles } from './damaged-files.js';
import { writeDurably } from './durable-file.js';
import { FileBytes } from './file-bytes.js';
import { filesByName, type ListedFile, MANIFEST, manifestText, parseManifest, soleList } from './manifest.js';
import { type Broken, type Scan, scanAppendOnly } from './scan.js';

const PIECE_BYTES = 1_048_576;
const bytesOf = (count: number): string => `${count.toLocaleString('en')} bytes`;

/** The append-only files of a data directory of Redis 7, while no Redis has them open. */
export class AppendOnlyFiles {
  private readonly folder: string;

  constructor(
    private readonly dataDir: string,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.folder = join(dataDir, 'appendonlydir');
  }

  /**
   * Makes sure that Redis finds its files: without its list it would start empty and write over them. Returns sentences
   * about what was done; throws, with what a person can do, where it is unknown which files belong together.
   */
  ensureListed(): string[] {
    const present = existsSync(this.folder) ? filesByName(readdirSync(this.folder)) : [];
    if (present.length === 0) return [];
    const manifest = join(this.folder, MANIFEST);
    const listed = existsSync(manifest) ? parseManifest(readFileSync(manifest, 'utf8')) : undefined;
    if (listed === undefined || listed.length === 0) return this.listAnew(present, manifest);
    const [base, ...increments] = listed.filter(({ type }) => type !== 'h');
    if (base?.type === 'b') this.refuseWithout(base);
    const firstAway = increments.findIndex(({ name }) => !existsSync(join(this.folder, name)));
    return firstAway < 0 ? [] : this.dropFrom(increments.slice(firstAway), listed);
  }

  /**
   * Takes out zeros so that Redis loads its files again. Returns sentences about what was done; none where no file has
   * zeros.
   */
  async mend(): Promise<string[]> {
    const listed = this.listed().filter(({ type }) => type !== 'h');
    const sentences: string[] = [];
    const damaged = new DamagedFiles(this.dataDir, this.now());
    for (const [index, { name }] of listed.entries()) {
      const path = join(this.folder, name);
      const file = new FileBytes(path);
      try {
        if (file.slice(0, 5).toString('latin1') === 'REDIS') continue;
        const scan = await scanAppendOnly(file);
        if (scan.holes.length === 0 && scan.broken === undefined) continue;
        damaged.keep(path, name);
        const behind = scan.broken === undefined ? [] : listed.slice(index + 1);
        sentences.push(...sentencesOf(name, scan), ...this.takeAway(behind, damaged));
        writeDurably(path, piecesOf(file, scan.kept));
        if (scan.broken !== undefined) break;
      } finally {
        file.close();
      }
    }
    if (sentences.length === 0) return [];
    sentences.push(`the damaged files are kept as they were in ${damaged.folder}`);
    damaged.close(sentences);
    return sentences;
  }

  /** Size of all files that Redis loads. */
  bytes(): number {
    return this.listed()
      .filter(({ type }) => type !== 'h')
      .reduce(
        (sum, { name }) => sum + (statSync(join(this.folder, name), { throwIfNoEntry: false })?.size ?? 0),
        0,
      );
  }

  /** Returns the manifest as Redis wrote it last; an empty text where there is none. */
  manifest(): string {
    const path = join(this.folder, MANIFEST);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  private listed(): readonly ListedFile[] {
    return parseManifest(this.manifest()) ?? [];
  }

  private listAnew(present: readonly ListedFile[], manifest: string): string[] {
    const list = soleList(present);
    if (list === undefined)
      throw new Error(
        `${manifest}, the list of the files of Redis, is damaged or away, and which of the files beside it belong ` +
          `together cannot be told: put it back from a backup, or move ${this.folder} away to start empty`,
      );
    for (const file of list) if (file.type === 'b') this.refuseWithout(file);
    writeDurably(manifest, [Buffer.from(manifestText(list))]);
    const names = list.map(({ name }) => name).join(', ');
    return [`${MANIFEST} was damaged or away, and is made anew from the files there: ${names}`];
  }

  /** Throws without a base: an increment alone is a part of the data that Redis would take for all. */
  private refuseWithout({ name }: ListedFile): void {
    const path = join(this.folder, name);
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0) return;
    throw new Error(
      `${path}, which has most of the data, is ${existsSync(path) ? 'empty' : 'away'}: put it back from a backup, or ` +
        `move ${this.folder} away to start empty`,
    );
  }

  private dropFrom(files: readonly ListedFile[], listed: readonly ListedFile[]): string[] {
    const [away] = files;
    const damaged = new DamagedFiles(this.dataDir, this.now());
    damaged.keep(join(this.folder, MANIFEST), MANIFEST);
    const sentences = [
      `${away?.name ?? ''} is away, and its data is lost; the storage goes back to the state before it`,
      ...this.takeAway(files, damaged, listed),
      `the files that were there are kept in ${damaged.folder}`,
    ];
    damaged.close(sentences);
    return sentences;
  }

  /** Takes files off the list first: an interrupted start must not load them behind a gap. */
  private takeAway(
    files: readonly ListedFile[],
    damaged: DamagedFiles,
    listed: readonly ListedFile[] = this.listed(),
  ): string[] {
    if (files.length === 0) return [];
    const names = new Set(files.map(({ name }) => name));
    const present = [...names].filter((name) => existsSync(join(this.folder, name)));
    for (const name of present) damaged.keep(join(this.folder, name), name);
    const left = listed.filter(({ name }) => !names.has(name));
    writeDurably(join(this.folder, MANIFEST), [Buffer.from(manifestText(left))]);
    const bytes = present.reduce((sum, name) => sum + statSync(join(this.folder, name)).size, 0);
    for (const name of present) rmSync(join(this.folder, name));
    return present.length === 0
      ? []
      : [
          `${present.join(', ')} (${bytes === 0 ? 'empty' : bytesOf(bytes)}) came after that and is taken away with it`,
        ];
  }
}

function sentencesOf(name: string, { holes, commandsBehind, broken }: Scan): string[] {
  const zeros = holes.reduce((sum, { length }) => sum + length, 0);
  const where = holes
    .map(({ at, length }) => `${bytesOf(length)} at byte ${at.toLocaleString('en')}`)
    .join(', ');
  const kept =
    commandsBehind === 1
      ? '1 command behind is'
      : `${commandsBehind.toLocaleString('en')} commands behind are`;
  const mended = broken === undefined ? `; the ${kept} kept, and no data was cut` : '';
  return [
    ...(zeros === 0
      ? []
      : [
          `${name} had ${holes.length === 1 ? 'a hole' : `${holes.length} holes`} of zeros, as Redis leaves them when its ` +
            `disk is full: cut out (${where})${mended}`,
        ]),
    ...(broken === undefined ? [] : [brokenSentence(name, broken)]),
  ];
}

function brokenSentence(name: string, { at, bytes, commands }: Broken): string {
  const behind = commands === 1 ? '1 whole command' : `${commands.toLocaleString('en')} whole commands`;
  return (
    `${name} lacks data at byte ${at.toLocaleString('en')}, which Redis lost when its disk was full again: the last ` +
    `${bytesOf(bytes)} with ${behind} do not fit what is left and are cut off. The storage goes back to the state ` +
    'before, and the decoders are asked for what it lacks'
  );
}

function* piecesOf(file: FileBytes, ranges: readonly Range[]): Generator<Buffer> {
  for (const { at, length } of ranges)
    for (let from = at; from < at + length; from += PIECE_BYTES)
      yield file.slice(from, Math.min(PIECE_BYTES, at + length - from));
}
