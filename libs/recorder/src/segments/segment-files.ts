import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface SegmentFile {
  readonly number: number;
  readonly bytes: number;
}

const NAME = /^([0-9]{8,15})\.rec$/;

export function pathOf(folder: string, segment: number): string {
  return join(folder, `${String(segment).padStart(8, '0')}.rec`);
}

/** Returns the segments of a folder in order; makes the folder where it is missing. */
export async function listSegments(folder: string): Promise<SegmentFile[]> {
  await mkdir(folder, { recursive: true });
  const numbers = (await readdir(folder)).flatMap((name) => {
    const [, digits] = NAME.exec(name) ?? [];
    return digits === undefined ? [] : [Number(digits)];
  });
  const ascending = numbers.sort((a, b) => a - b);
  return Promise.all(
    ascending.map(async (number) => ({ number, bytes: (await stat(pathOf(folder, number))).size })),
  );
}

export async function removeSegment(folder: string, segment: number): Promise<void> {
  await unlink(pathOf(folder, segment));
}
