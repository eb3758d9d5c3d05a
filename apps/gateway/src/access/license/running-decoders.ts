import type { ConfiguredDecoder } from '../../platform/config/gateway-config.js';
import type { Feature, FeatureState } from './features.js';

/** The decoders that run by the licences, as the intake knows them. */
export abstract class RunningDecoders {
  /** Returns the decoders whose link is open, or being opened, where each feature is in this state. */
  abstract runningBy(stateOf: (feature: Feature) => FeatureState): readonly ConfiguredDecoder[];
}
