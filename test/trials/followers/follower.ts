import type { SeenPassings } from './seen-passings.js';

/** A reader of what is stored, which can be cut at any moment and goes on by itself. */
export interface Follower {
  readonly name: string;
  /** The one decoder that it follows; undefined for all. */
  readonly decoderId: string | undefined;
  readonly seen: SeenPassings;
  readonly cuts: number;
  cut(): void;
  end(): Promise<void>;
}
