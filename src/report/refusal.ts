import { codeSpan } from '../review/words.ts';
import { clamp, longestText } from './clamp.ts';
import { cutNotice, renderMarkdown } from './views.ts';

/** Why a finding is not accepted. */
export type AcceptRefusal =
  | { readonly kind: 'form' | 'permission' | 'author' | 'unreviewed' }
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'final'; readonly check: string }
  | {
      readonly kind: 'several';
      readonly reason: string;
      readonly found: readonly {
        readonly fingerprint: string;
        readonly path: string;
        readonly line: number;
      }[];
    };

/** What a person reads whose acceptance does not count. */
export function renderRefusal(refusal: AcceptRefusal): string {
  const view = {
    [refusal.kind]: true,
    name: 'name' in refusal && codeSpan(refusal.name),
    check: 'check' in refusal && codeSpan(refusal.check),
    rows:
      'found' in refusal &&
      refusal.found.map(({ fingerprint, path, line }) => ({
        where: codeSpan(`${path}:${line}`),
        command: codeSpan(`/db-review accept ${fingerprint} because ${refusal.reason}`),
      })),
  };
  return clamp(renderMarkdown('refusal', view).trim(), longestText, cutNotice());
}
