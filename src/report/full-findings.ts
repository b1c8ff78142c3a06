import type { Finding } from '../review/finding.ts';
import { codeSpan, shorten } from '../review/words.ts';
import { clamp, fit, longestText } from './clamp.ts';
import type { Context } from './context.ts';
import { inline, neutralise } from './escape.ts';
import { plural } from './findings.ts';
import { fullPlace } from './permalink.ts';
import { cutNotice, longestReason, renderMarkdown } from './views.ts';

const longestPart = 5_000;
/** Of a fingerprint, as people name a finding. */
const shownId = 7;

/**
 * Renders a template with as many findings in full as have room in `limit` code units, and says
 * how many have not.
 */
export function withFindings(
  name: string,
  view: object,
  findings: readonly Finding[],
  context: Context,
  limit: number,
): string {
  const fill = (shown: readonly string[], left: number) =>
    renderMarkdown(name, {
      ...view,
      findings: shown.join(''),
      left: left > 0 && plural(left, 'finding'),
    }).trim();
  const texts = findings.map((finding) => findingText(finding, context));
  const { shown, left } = fit(texts, limit - fill([], findings.length).length);
  return clamp(fill(shown, left), limit, cutNotice());
}

/** One finding in full, as an answer in a conversation. */
export function renderFinding(finding: Finding): string {
  const place = codeSpan(`${finding.path}:${finding.line}`);
  return clamp(textOf(finding, place).trim(), longestText, cutNotice());
}

function findingText(finding: Finding, context: Context): string {
  return textOf(finding, fullPlace(finding, context));
}

function textOf(finding: Finding, place: string): string {
  return renderMarkdown('finding', {
    severity: finding.severity,
    check: codeSpan(finding.check),
    id: codeSpan(finding.fingerprint.slice(0, shownId)),
    place,
    message: inline(finding.message),
    why: part(finding.why),
    todo: part(finding.todo),
    request: finding.ignored && shorten(finding.ignored.reason, longestReason),
  });
}

function part(markdown: string): string {
  return clamp(neutralise(markdown), longestPart, '…');
}
