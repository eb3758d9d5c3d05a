import { EOR, MAX_FRAME_BYTES, SOR, WireBytes } from './wire.js';

/** Fault of a range of bytes outside or at the edge of a frame. */
export type FramingFault =
  /** bytes between frames */
  | 'junk'
  /** a second SOR came before the EOR, or the stream ended inside the frame */
  | 'truncated'
  /** MAX_FRAME_BYTES passed without an EOR */
  | 'oversize';

export interface FrameSink {
  /** Takes a whole frame, still escaped: SOR is at `start`, EOR at `end - 1`. Valid during the call only. */
  frame(wire: WireBytes, start: number, end: number): void;
  /** Takes a range that is no frame. Valid during the call only. */
  rejected(fault: FramingFault, bytes: Uint8Array, start: number, end: number): void;
}

/**
 * Finds the frames in a byte stream that may be cut anywhere.
 *  SOR and EOR never occur inside a frame (they are escaped), so each of them is a boundary whatever surrounds it, and
 * a damaged frame can never swallow the next. A frame that lies whole within a chunk is handed on in place; only a cut
 * one is gathered in `held`, the only memory of a link. Reports do not depend on where the stream is cut.
 */
export class FrameScanner {
  private readonly held = WireBytes.ofSize(MAX_FRAME_BYTES);
  private heldBytes = 0;
  private inFrame = false;

  /** Scans from `from` to the next boundary or the chunk's end; returns where it stopped. */
  step(wire: WireBytes, from: number, sink: FrameSink): number {
    return this.inFrame ? this.scanFrame(wire, from, sink) : this.scanJunk(wire.bytes, from, sink);
  }

  /** Reports the held bytes at the end of the stream, and resets the scanner. */
  end(sink: FrameSink): void {
    this.flush(this.inFrame ? 'truncated' : 'junk', sink);
    this.inFrame = false;
  }

  get isBetweenFrames(): boolean {
    return !this.inFrame && this.heldBytes === 0;
  }

  private scanJunk(chunk: Uint8Array, from: number, sink: FrameSink): number {
    if (chunk[from] === SOR && this.heldBytes === 0) {
      this.inFrame = true;
      return from;
    }
    const room = MAX_FRAME_BYTES - this.heldBytes;
    const limit = Math.min(chunk.length, from + room);
    let at = from;
    while (at < limit && chunk[at] !== SOR) at++;
    this.hold(chunk, from, at);
    const metFrame = at < chunk.length && chunk[at] === SOR;
    if (metFrame || this.heldBytes === MAX_FRAME_BYTES) this.flush('junk', sink);
    if (metFrame) this.inFrame = true;
    return at;
  }

  /** Scans a frame: `held` has its beginning, or is empty and `chunk[from]` is its SOR. */
  private scanFrame(wire: WireBytes, from: number, sink: FrameSink): number {
    const chunk = wire.bytes;
    const limit = Math.min(chunk.length, from + MAX_FRAME_BYTES - this.heldBytes);
    let at = this.heldBytes === 0 ? from + 1 : from;
    while (at < limit && ((chunk[at] ?? 0) | 1) !== EOR) at++;
    if (at === limit) {
      this.hold(chunk, from, at);
      if (this.heldBytes === MAX_FRAME_BYTES) {
        this.flush('oversize', sink);
        this.inFrame = false;
      }
      return at;
    }
    if (chunk[at] === SOR) {
      if (this.heldBytes === 0) sink.rejected('truncated', chunk, from, at);
      else {
        this.hold(chunk, from, at);
        this.flush('truncated', sink);
      }
      return at;
    }
    const end = at + 1;
    if (this.heldBytes === 0) sink.frame(wire, from, end);
    else {
      this.hold(chunk, from, end);
      sink.frame(this.held, 0, this.heldBytes);
      this.heldBytes = 0;
    }
    this.inFrame = false;
    return end;
  }

  private hold(chunk: Uint8Array, from: number, end: number): void {
    // Not set(): a view of a few dozen bytes costs more than copying them.
    const { bytes } = this.held;
    let size = this.heldBytes;
    for (let at = from; at < end; at++) bytes[size++] = chunk[at] ?? 0;
    this.heldBytes = size;
  }

  private flush(fault: FramingFault, sink: FrameSink): void {
    if (this.heldBytes > 0) sink.rejected(fault, this.held.bytes, 0, this.heldBytes);
    this.heldBytes = 0;
  }
}
