/**
 * The clock at the start of every sandbox, 2026-01-15 12:00 UTC: what migrations make of the time,
 * such as a partition for the month, must not differ between two roads, or a template and today. It
 * goes on from there, since pg_sleep waits for it.
 */
const start = Date.UTC(2026, 0, 15, 12);

/** Memory of the engine itself, in pages of 64 KiB: 768 MiB. A text of many megabytes fits. */
const mostPages = 12_288;

/**
 * Makes the process around the engine the same in every run: its clock, its randomness, and how
 * much memory it gets. Called before the engine is loaded. `Date.now` tells the engine's time from
 * then on.
 */
export function setSurroundings(): void {
  const began = Date.now();
  const realNow = Date.now;
  Date.now = () => start + (realNow() - began);
  crypto.getRandomValues = fillFromSeed as typeof crypto.getRandomValues;

  const { WebAssembly } = globalThis as unknown as { WebAssembly: { Memory: MemoryClass } };
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: MemoryDescriptor) {
      super({ ...descriptor, maximum: Math.min(descriptor.maximum ?? mostPages, mostPages) });
    }
  };
}

/** Of WebAssembly's JavaScript interface, which TypeScript only declares for browsers. */
interface MemoryDescriptor {
  readonly initial: number;
  readonly maximum?: number;
}
type MemoryClass = new (descriptor: MemoryDescriptor) => object;

let state = 0x9e3779b9;

/** Marsaglia's xorshift32: the same bytes in every process. */
function fillFromSeed<View extends ArrayBufferView>(view: View): View {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let index = 0; index < bytes.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[index] = state & 0xff;
  }
  return view;
}
