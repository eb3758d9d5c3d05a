/** A file of the manifest, in the order in which Redis loads them: a base, then increments. */
export interface ListedFile {
  readonly name: string;
  readonly sequence: number;
  /** `h` marks a file of the past, which is about to be removed. */
  readonly type: 'b' | 'i' | 'h';
  /** Further notes of later versions. */
  readonly rest?: string;
}

export const MANIFEST = 'appendonly.aof.manifest';
const LINE = /^file (\S+) seq (\d+) type ([bih])( .*)?$/;
const NAME = /^appendonly\.aof\.(\d+)\.(base\.rdb|base\.aof|incr\.aof)$/;

/** Returns the files of a manifest; undefined for a text that Redis would not take. */
export function parseManifest(text: string): readonly ListedFile[] | undefined {
  if (!text.endsWith('\n')) return undefined;
  const files: ListedFile[] = [];
  for (const line of text.slice(0, -1).split('\n')) {
    const [, name, sequence, type, rest = ''] = LINE.exec(line) ?? [];
    if (name === undefined) return undefined;
    files.push({ name, sequence: Number(sequence), type: type as ListedFile['type'], rest });
  }
  return files;
}

export function manifestText(files: readonly ListedFile[]): string {
  return files
    .map(({ name, sequence, type, rest = '' }) => `file ${name} seq ${sequence} type ${type}${rest}\n`)
    .join('');
}

/** Returns the files of an append-only folder by their names alone, in the order of loading. */
export function filesByName(names: readonly string[]): readonly ListedFile[] {
  const files = names.flatMap((name): ListedFile[] => {
    const [, sequence, kind] = NAME.exec(name) ?? [];
    if (kind === undefined) return [];
    return [{ name, sequence: Number(sequence), type: kind.startsWith('base') ? 'b' : 'i' }];
  });
  return files.toSorted((a, b) => a.type.localeCompare(b.type) || a.sequence - b.sequence);
}

/** Returns the only possible list of these files; undefined where there are several. */
export function soleList(files: readonly ListedFile[]): readonly ListedFile[] | undefined {
  const bases = files.filter(({ type }) => type === 'b');
  const increments = files.filter(({ type }) => type === 'i');
  const areInRow = increments.every(
    ({ sequence }, index) => sequence === (increments[0]?.sequence ?? 0) + index,
  );
  return bases.length === 1 && areInRow ? files : undefined;
}
