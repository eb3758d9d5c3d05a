import { TextField } from '../../platform/validation/fields.js';
import { isCommonPassword } from './common-password.js';

/** Characters around one @, without spaces and control characters; whether the address has a reader cannot be known here. */
// eslint-disable-next-line no-control-regex -- the expression excludes control characters
export const EMAIL = /^[^\s@\u0000-\u001f\u007f-\u009f]+@[^\s@\u0000-\u001f\u007f-\u009f]+$/;

/** A password. The secret of the device is a second factor, so eight characters are enough (NIST SP 800-63B, ASVS 6.2.1). */
export const PasswordField = (required?: true): PropertyDecorator =>
  TextField({
    ...(required === undefined ? {} : { required }),
    pattern: /^[\s\S]+$/,
    minLength: 8,
    maxLength: 256,
    except: isCommonPassword,
    expected: 'a password of 8 to 256 characters that is not among the first that are guessed',
    description:
      'Any characters, at least 8. What is guessed first is refused: one common word, a run of keys, a repetition. It is ' +
      'kept as an argon2id hash.',
  });
