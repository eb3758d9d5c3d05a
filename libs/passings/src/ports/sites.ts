import type { PassingsRepository } from './passings.repository.js';

/** Keeps the passings of many sites, each in its own repository. */
export abstract class Sites {
  /** Returns the same repository each time, so that its caches count. `site` is a checked name, never one as it was sent. */
  abstract of(site: string): PassingsRepository;
}
