import type { ConfiguredDecoder } from '../../platform/config/gateway-config.js';
import type { Feature, FeatureState } from './features.js';

/** The decoders that run by the licences; the intake knows them. */
export abstract class RunningDecoders {
  /** Decoders whose link is open, or is tried to be opened, where each feature is in this state. */
  abstract runningBy(stateOf: (feature: Feature) => FeatureState): readonly ConfiguredDecoder[];
}
