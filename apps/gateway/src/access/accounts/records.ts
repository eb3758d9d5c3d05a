/** `changed`: it is no longer what it was. `taken`: the next name is that of another one. */
export type Renaming = 'renamed' | 'changed' | 'taken';

/** A few thousand things that people administer, each under a name: devices, users, api keys. */
export abstract class Records<Value> {
  abstract all(): Promise<readonly Value[]>;
  abstract find(name: string): Promise<Value | undefined>;
  /** What is known of it without a look into the storage. */
  abstract recent(name: string): Value | undefined;
  /** What the storage has of it now. */
  abstract findAnew(name: string): Promise<Value | undefined>;
  /** False where the name is taken. */
  abstract add(name: string, value: Value): Promise<boolean>;
  /** False where it is no longer what it was: read again. */
  abstract change(name: string, from: Value, to: Value): Promise<boolean>;
  /** Under another name, in one step: of many who want that name one gets it. */
  abstract rename(name: string, next: string, from: Value, to: Value): Promise<Renaming>;
  /** False where there was none. */
  abstract remove(name: string): Promise<boolean>;
}
