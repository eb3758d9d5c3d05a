import type { Cluster, Redis } from 'ioredis';
import type { KeptLedger } from '../ports/passings.repository.js';
import { readHoles } from './holes-text.js';
import { ledgerText, rangesField, readLedger, restField } from './ledger-text.js';
import type { SiteKeys } from '#redis';

/** Reads the ledger of a decoder as one moment had it. */
export class LedgerReader {
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
  ) {}

  /** Resolves to `known` itself where it is still the kept one. */
  async read(decoderId: string, known: KeptLedger | undefined): Promise<KeptLedger | undefined> {
    const { ledgers } = this.keys;
    if (known !== undefined && (await this.redis.hget(ledgers, decoderId)) === textOf(known)) return known;
    const keys = [ledgers, this.keys.holes(decoderId)];
    const fields = [decoderId, restField(decoderId), rangesField(decoderId)];
    const [[text = null, rest = null, ranges = null], holes] = await this.redis.readLedger(
      ...keys,
      ...fields,
    );
    return text === null ? undefined : readLedger({ text, rest, ranges }, await readHoles(holes));
  }
}

/** Returns the text of a known ledger; undefined for one of an earlier form, which is read anew. */
function textOf({ version, ledger, isOfEarlierForm }: KeptLedger): string | undefined {
  return isOfEarlierForm === true ? undefined : ledgerText(version, ledger);
}
