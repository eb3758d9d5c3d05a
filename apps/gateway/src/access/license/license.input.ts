import { BooleanField, TextField } from '../../platform/validation/fields.js';
import { LICENSE_CODE } from '../../platform/config/license-code.js';

/** A call that may stop timing. */
export class ForceInput {
  @BooleanField({
    default: false,
    inQuery: true,
    description: 'Even where a running decoder stops by it, which is refused otherwise.',
  })
  readonly force?: boolean;
}

export class ActivateInput extends ForceInput {
  @TextField({
    required: true,
    pattern: LICENSE_CODE,
    maxLength: 19,
    expected: 'a licence code of the form XXXX-XXXX-XXXX-XXXX',
    description: 'The code of the licence, in capitals or not, with its dashes or without.',
  })
  readonly license_code!: string;
  @BooleanField({
    default: false,
    description: 'In place of the licences that the device has, whose seats are free then; not beside them.',
  })
  readonly replace?: boolean;
}
