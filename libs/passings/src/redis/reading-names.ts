import type { ColumnNames } from '../domain/passing-columns.js';
import { readRecord, type Source } from './chunk-record.js';
import type { SiteDictionaries } from './site-dictionaries.js';

/** Names of the numbers in one reading, looked up as they appear. */
export class ReadingNames implements ColumnNames {
  private readonly sources: (Source | undefined)[] = [];
  private readonly transponders: (string | null | undefined)[] = [null];

  constructor(private readonly dictionaries: SiteDictionaries) {}

  /** Reads the names of these records. */
  async learn(records: DataView, slots: Uint32Array): Promise<void> {
    const sources = new Set<number>();
    const transponders = new Set<number>();
    for (const at of slots) {
      const source = readRecord.source(records, at);
      const transponder = readRecord.transponder(records, at);
      if (this.sources[source] === undefined) sources.add(source);
      if (this.transponders[transponder] === undefined) transponders.add(transponder);
    }
    if (sources.size === 0 && transponders.size === 0) return;
    await this.dictionaries.learn(sources, transponders);
    for (const number of sources) this.sources[number] = this.dictionaries.source(number);
    for (const number of transponders) this.transponders[number] = this.dictionaries.transponderId(number);
  }

  place(source: number): Source {
    const place = this.sources[source];
    if (place === undefined) throw new Error(`source ${source} was not learnt`);
    return place;
  }

  transponderId(transponder: number): string | null {
    return this.transponders[transponder] ?? null;
  }
}
