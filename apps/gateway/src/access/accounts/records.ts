/** `changed`: the record is no longer as it was read. `taken`: another record has the new name. */
export type Renaming = 'renamed' | 'changed' | 'taken';

/** A few thousand records that people administer, each under a name: devices, users, api keys. */
export abstract class Records<Value> {
  abstract all(): Promise<readonly Value[]>;
  abstract find(name: string): Promise<Value | undefined>;
  /** Returns the record as it is known without a look into the storage. */
  abstract recent(name: string): Value | undefined;
  /** Resolves to the record as the storage has it now. */
  abstract findAnew(name: string): Promise<Value | undefined>;
  /** Resolves to false where the name is taken. */
  abstract add(name: string, value: Value): Promise<boolean>;
  /** Resolves to false where the record is no longer `from`: read it again. */
  abstract change(name: string, from: Value, to: Value): Promise<boolean>;
  /** Moves a record to another name in one step: of many calls that want that name one gets it. */
  abstract rename(name: string, next: string, from: Value, to: Value): Promise<Renaming>;
  /** Resolves to false where there is no such record. */
  abstract remove(name: string): Promise<boolean>;
}
