import type { PassingsRepository } from '../ports/passings.repository.js';
import { Sites } from '../ports/sites.js';

/** Makes the repository of a site on its first use, on the connections that all sites share. */
export class RedisSites extends Sites {
  private readonly bySite = new Map<string, PassingsRepository>();

  constructor(private readonly open: (site: string) => PassingsRepository) {
    super();
  }

  override of(site: string): PassingsRepository {
    const known = this.bySite.get(site);
    if (known !== undefined) return known;
    const opened = this.open(site);
    this.bySite.set(site, opened);
    return opened;
  }
}
