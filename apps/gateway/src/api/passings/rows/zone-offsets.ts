const MINUTES_OF_HOUR = 60;
const MINUTE_MS = 60_000;
const OFFSET = /GMT(?:([+-])(\d\d):(\d\d))?/;

/** Offset of a time zone from UTC. Intl takes a hundred times as long as writing a row: it is asked twice an hour. */
export class ZoneOffsets {
  private readonly format: Intl.DateTimeFormat;
  private hour = NaN;
  private ofHour: number | undefined;

  /** `timeZone`: an IANA name; throws where the zone is unknown. */
  constructor(timeZone: string) {
    this.format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  }

  /** Returns the offset in minutes at a minute since 1970. */
  at(minute: number): number {
    const hour = Math.floor(minute / MINUTES_OF_HOUR);
    if (hour !== this.hour) {
      const [first, last] = [this.ask(hour * MINUTES_OF_HOUR), this.ask((hour + 1) * MINUTES_OF_HOUR - 1)];
      this.hour = hour;
      this.ofHour = first === last ? first : undefined;
    }
    // A zone may change its offset at any minute of the hour.
    return this.ofHour ?? this.ask(minute);
  }

  private ask(minute: number): number {
    const parts = this.format.formatToParts(minute * MINUTE_MS);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = '0', minutes = '0'] = OFFSET.exec(name) ?? [];
    const offset = Number(hours) * MINUTES_OF_HOUR + Number(minutes);
    return sign === '-' ? -offset : offset;
  }
}
