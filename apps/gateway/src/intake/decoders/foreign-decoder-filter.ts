import { type DecoderReport, formatDecoderId, type WireId } from '#decoder';

const MOST_STRANGERS = 16;

/** Tells a decoder's own records from those of another one on its link; each stranger is told once. */
export class ForeignDecoderFilter {
  /** Decoder id of the first record on this connection; records under another id are foreign. */
  wireId: WireId | undefined;
  private readonly known = new Set<WireId>();

  constructor(private readonly tell: (message: string) => void) {}

  /** Whether the record is foreign, and so not stored: its numbers would be taken for numbers of this decoder. */
  isForeign({ fields }: DecoderReport): boolean {
    const { decoderId } = fields;
    if (decoderId === undefined) return false;
    this.wireId ??= decoderId;
    if (decoderId === this.wireId) return false;
    if (!this.known.has(decoderId) && this.known.size < MOST_STRANGERS) {
      this.known.add(decoderId);
      this.tell(stranger(decoderId));
    }
    return true;
  }
}

function stranger(wireId: WireId): string {
  const id = formatDecoderId(wireId);
  return `records of another decoder (${id}) come on its link: they are not stored. Check which devices are on that line.`;
}
