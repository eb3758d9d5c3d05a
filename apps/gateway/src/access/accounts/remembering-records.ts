import type { LastKnown } from '../../platform/storage/last-known.js';
import { Records, type Renaming } from './records.js';

/**
 * Finds a record without the storage while its last answer counts: a second, or longer while the storage is away. Secrets
 * are remembered as they are kept: hashed.
 */
export class RememberingRecords<Value> extends Records<Value> {
  constructor(
    private readonly records: Records<Value>,
    private readonly lastKnown: LastKnown<Value>,
  ) {
    super();
  }

  override all(): Promise<readonly Value[]> {
    return this.records.all();
  }

  override find(name: string): Promise<Value | undefined> {
    return this.lastKnown.find(name, () => this.records.find(name));
  }

  override recent(name: string): Value | undefined {
    return this.lastKnown.recent(name);
  }

  override findAnew(name: string): Promise<Value | undefined> {
    return this.lastKnown.ask(name, () => this.records.find(name));
  }

  override add(name: string, value: Value): Promise<boolean> {
    return this.records.add(name, value);
  }

  override change(name: string, from: Value, to: Value): Promise<boolean> {
    return this.lastKnown.changing(name, () => this.records.change(name, from, to));
  }

  override rename(name: string, next: string, from: Value, to: Value): Promise<Renaming> {
    return this.lastKnown.changing(name, () =>
      this.lastKnown.changing(next, () => this.records.rename(name, next, from, to)),
    );
  }

  override remove(name: string): Promise<boolean> {
    return this.lastKnown.changing(name, () => this.records.remove(name));
  }
}
