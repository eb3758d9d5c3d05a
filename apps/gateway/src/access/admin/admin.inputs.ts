import { EMAIL, PasswordField } from '../accounts/account-fields.js';
import { type Role, ROLES, type Scope, SCOPES } from '../accounts/rights.js';
import { DECODER_ID, LONGEST_DECODER_ID } from '../../platform/config/decoder-id.js';
import { type Feature, FEATURES } from '../license/features.js';
import { ForceInput } from '../license/license.input.js';
import {
  ChoiceField,
  ChoicesField,
  DateTimeField,
  IntegerField,
  TextField,
} from '../../platform/validation/fields.js';

/** Ranges instead of a class of Unicode, which not every reader of the document knows. */
// eslint-disable-next-line no-control-regex -- the expression excludes control characters
const NO_CONTROL = /^[^\u0000-\u001f\u007f-\u009f]+$/;

export const NameField = (description: string, required?: true): PropertyDecorator =>
  TextField({
    ...(required === undefined ? {} : { required }),
    pattern: NO_CONTROL,
    maxLength: 100,
    expected: 'a text of 1 to 100 characters without control characters',
    description,
  });

const DeviceIdField = (description: string): PropertyDecorator =>
  TextField({
    pattern: DECODER_ID,
    maxLength: LONGEST_DECODER_ID,
    expected: `letters, digits, _ . - that begin with a letter or digit, at most ${LONGEST_DECODER_ID}`,
    description,
  });

const RoleField = (): PropertyDecorator =>
  ChoiceField({
    choices: ROLES,
    description:
      'A viewer reads passings, a coach gives commands and activates licences too, an admin changes decoders and administers.',
  });

export class NewDeviceInput {
  @NameField('What people call it.', true) readonly name!: string;
  @DeviceIdField('An id of your own choice; without it one is made.') readonly device_id?: string;
}

export class DeviceChangeInput {
  @NameField('What people call it.', true) readonly name!: string;
}

export class RotateInput {
  @IntegerField({
    min: 0,
    max: 604_800,
    default: 0,
    description: 'For how many seconds the old secret goes on working.',
  })
  readonly overlap_seconds?: number;
}

const EmailField = (required?: true): PropertyDecorator =>
  TextField({
    ...(required === undefined ? {} : { required }),
    pattern: EMAIL,
    maxLength: 254,
    expected: 'an e-mail address',
    description: 'To log in with; capitals make no difference.',
  });

export class NewUserInput {
  @EmailField(true) readonly email!: string;
  @PasswordField(true) readonly password!: string;
  @NameField('The first name.', true) readonly first_name!: string;
  @NameField('The last name.', true) readonly last_name!: string;
  @RoleField() readonly role?: Role;
}

export class UserChangeInput {
  @EmailField() readonly email?: string;
  @PasswordField() readonly password?: string;
  @NameField('The first name.') readonly first_name?: string;
  @NameField('The last name.') readonly last_name?: string;
  @RoleField() readonly role?: Role;
}

export class NewApiKeyInput {
  @NameField('What it is for.', true) readonly name!: string;
  @ChoicesField({ required: true, choices: SCOPES, description: 'What it may do.' })
  readonly scopes!: readonly Scope[];
  @DateTimeField({ description: 'When it stops working; without it never.' }) readonly expires_at?: string;
}

export class ApiKeyChangeInput {
  @NameField('What it is for.') readonly name?: string;
  @ChoicesField({ choices: SCOPES, description: 'What it may do, in the place of what it might.' })
  readonly scopes?: readonly Scope[];
  @DateTimeField({ description: 'When it stops working, in the place of the end that it had.' })
  readonly expires_at?: string;
}

export class NewLicenseInput {
  @ChoicesField({ required: true, choices: FEATURES, description: 'What it allows.' })
  readonly features!: readonly Feature[];
  @IntegerField({ required: true, min: 1, max: 10_000, description: 'How many devices may activate it.' })
  readonly device_limit!: number;
  @DateTimeField({ required: true, description: 'Its end; 7 days of grace follow.' })
  readonly valid_until!: string;
  @DeviceIdField('A registered device to activate it on right away.') readonly device_id?: string;
}

export class LicenseChangeInput extends ForceInput {
  @ChoicesField({ choices: FEATURES, description: 'What it allows, in the place of what it did.' })
  readonly features?: readonly Feature[];
  @IntegerField({
    min: 1,
    max: 10_000,
    description:
      'How many devices may activate it. Where more have, they keep their seats, and no other gets one.',
  })
  readonly device_limit?: number;
  @DateTimeField({ description: 'Its end; 7 days of grace follow.' }) readonly valid_until?: string;
}

export class DeactivationInput extends ForceInput {
  @DeviceIdField('The device whose seat is free then; without it every device.') readonly device_id?: string;
}
