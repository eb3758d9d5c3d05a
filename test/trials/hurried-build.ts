import { EMPTY_APART_MS } from '../support/hurried-recovery-waits.js';
import { SabotagedBuild } from './sabotaged-build.js';
import { IS_FULL, type TrialOptions } from './trial.js';

/** A build that repeats the request for a number soon, for the short form; the full form waits as long as in use. */
export class HurriedBuild {
  private readonly build = IS_FULL
    ? undefined
    : new SabotagedBuild({
        file: 'apps/gateway/src/intake/recovery/recovery-waits.js',
        text: 'EMPTY_APART_MS = 25_000;',
        instead: `EMPTY_APART_MS = ${EMPTY_APART_MS};`,
      });

  /** Options of a trial that runs this build. */
  get options(): Pick<TrialOptions, 'main'> {
    return this.build === undefined ? {} : { main: this.build.main };
  }

  remove(): void {
    this.build?.remove();
  }
}
