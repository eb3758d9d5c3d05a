import { Injectable } from '@nestjs/common';
import { Features, type FeatureState } from './features.js';

/** Every feature, without any licence. */
@Injectable()
export class AlwaysGranted extends Features {
  override stateOf(): FeatureState {
    return 'granted';
  }
}
