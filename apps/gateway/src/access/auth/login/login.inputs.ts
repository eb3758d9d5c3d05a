import { EMAIL, PasswordField } from '../../accounts/account-fields.js';
import { TextField } from '../../../platform/validation/fields.js';

export class LoginInput {
  @TextField({
    required: true,
    pattern: EMAIL,
    maxLength: 254,
    expected: 'an e-mail address',
    description: 'The e-mail address of the user.',
  })
  readonly email!: string;

  @TextField({
    required: true,
    pattern: /^[\s\S]+$/,
    maxLength: 256,
    expected: 'a password of at most 256 characters',
    description: 'The password of the user.',
  })
  readonly password!: string;
}

export class RefreshInput {
  @TextField({
    required: true,
    pattern: /^[A-Za-z0-9._-]+$/,
    maxLength: 2048,
    expected: 'the refresh_token of a login, as it came',
    description: 'The `refresh_token` of a login, as it came.',
  })
  readonly refresh_token!: string;
}

export class PasswordInput {
  @TextField({
    required: true,
    pattern: /^[\s\S]+$/,
    maxLength: 256,
    expected: 'a password of at most 256 characters',
    description: 'The password as it is.',
  })
  readonly old_password!: string;

  @PasswordField(true) readonly new_password!: string;
}
