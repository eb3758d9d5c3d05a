const ISO =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:[.,]([0-9]{1,9}))?(Z|[+-][0-9]{2}:?[0-9]{2})?$/i;

/**
 * Returns microseconds since 1970 of a moment in ISO 8601, exactly: Date has milliseconds only. Without a zone the
 * moment is taken as UTC. Undefined where the text is no moment.
 */
export function isoInUs(text: string): number | undefined {
  const [, year, month, day, hour, minute, second, part = '', zone = 'Z'] = ISO.exec(text.trim()) ?? [];
  if (second === undefined) return undefined;
  const ms = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  // Date.UTC lets a 30th of February be the 2nd of March.
  if (new Date(ms).toISOString().slice(0, 19) !== `${year}-${month}-${day}T${hour}:${minute}:${second}`)
    return undefined;
  return ms * 1000 + Number(part.slice(0, 6).padEnd(6, '0')) - zoneUs(zone);
}

function zoneUs(zone: string): number {
  const [, sign, hours = 0, minutes = 0] = /^([+-])([0-9]{2}):?([0-9]{2})$/.exec(zone) ?? [];
  const us = (Number(hours) * 60 + Number(minutes)) * 60_000_000;
  return sign === '-' ? -us : us;
}
