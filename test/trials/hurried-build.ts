import { EMPTY_APART_MS } from '../support/hurried-recovery-waits.js';
import { SabotagedBuild } from './sabotaged-build.js';
import { IS_FULL, type TrialOptions } from './trial.js';

/** In the short form a number that is asked for twice is asked again soon; the full form waits as long as life does. */
export class HurriedBuild {
  private readonly build = IS_FULL
    ? undefined
    : new SabotagedBuild({
        file: 'apps/gateway/src/intake/recovery/recovery-waits.js',
        text: 'EMPTY_APART_MS = 25_000;',
        instead: `EMPTY_APART_MS = ${EMPTY_APART_MS};`,
      });

  /** Of a trial that runs it. */
  get options(): Pick<TrialOptions, 'main'> {
    return this.build === undefined ? {} : { main: this.build.main };
  }

  remove(): void {
    this.build?.remove();
  }
}
