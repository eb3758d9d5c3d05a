import type { DecoderState, LinkPermission } from '#decoder';
import type { Feature, FeatureState } from '../../access/license/features.js';

/** Permission of a link by the state of its licence. */
export const PERMISSIONS: Readonly<Record<FeatureState, LinkPermission>> = {
  granted: 'open',
  lapsed: 'keep',
  missing: 'none',
  unknown: 'keep',
};

/** Whether the link counts as running: connected, or tried for until it is. */
export const isRunning = (link: DecoderState['link'], license: FeatureState): boolean =>
  license === 'granted' || (license === 'lapsed' && link === 'connected');

/** Why a link must not be opened, and the remedy; undefined where it may be, or where the licence is unknown. */
export function licenseTrouble(feature: Feature, state: FeatureState): string | undefined {
  const remedy =
    `Activate a licence that holds ${feature} with POST /api/v1/license/activate, or issue one: ` +
    'npx coachlink license create.';
  switch (state) {
    case 'granted':
    case 'unknown':
      return undefined;
    case 'lapsed':
      return `The licence for ${feature} ran out: a link that is open lives on, and none is opened. ${remedy}`;
    case 'missing':
      return `No licence here holds ${feature}, which this decoder needs. ${remedy}`;
  }
}
