import { isRefusedAddress, isRefusedHost } from './refused-address.js';
import { invalidFields } from '../../../platform/problems/problem.js';

/** Returns a URL as it is kept; refuses one that nothing can be sent to. */
export function webhookUrl(text: string, isLocalAllowed: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const fault = url === undefined ? 'is no URL' : faultOf(url, isLocalAllowed);
  if (url === undefined || fault !== undefined) throw invalidFields([{ field: 'url', message: fault ?? '' }]);
  return url.href;
}

function faultOf(url: URL, isLocalAllowed: boolean): string | undefined {
  if (!['http:', 'https:'].includes(url.protocol)) return 'must begin with https:// or http://';
  if (url.username !== '' || url.password !== '')
    return 'must hold no user and no password: deliveries are signed instead';
  if (url.hash !== '') return 'must hold no # part, which is never sent';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!isLocalAllowed && (isRefusedHost(host) || isRefusedAddress(host)))
    return (
      'is an address of this machine itself or of its link alone, which is refused: name another host, or set ' +
      'COACHLINK_WEBHOOK_LOCAL=on'
    );
  return undefined;
}
