import { TextField } from '../validation/fields.js';
import { LICENSE_CODE } from './license-code.js';

export class ActivateInput {
  @TextField({
    required: true,
    pattern: LICENSE_CODE,
    maxLength: 19,
    expected: 'a licence code of the form XXXX-XXXX-XXXX-XXXX',
    description: 'The code of the licence, in capitals or not, with its dashes or without.',
  })
  readonly license_code!: string;
}
