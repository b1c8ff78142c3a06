import { styleText } from 'node:util';
import type { Finding, Review } from '../review/finding.ts';
import { defaultSettings, type Settings, type Severity } from '../review/settings.ts';
import { visible } from '../review/words.ts';
import { excerptOf } from './excerpt.ts';
import {
  byPlace,
  countsOf,
  isUntouched,
  listed,
  openFindings,
  plural,
  scopeOf,
  settledFindings,
  leftAloneOf,
  migratorsOf,
  skippedOf,
} from './findings.ts';
import { blocksOf } from './plain.ts';
import { replayLine } from './replay-view.ts';
import { render } from './templates.ts';
import { wrap } from './wrap.ts';

export interface TextOptions {
  readonly colour: boolean;
  /** The text of a file at head, or null when there is none. */
  textOf(path: string): string | null;
  /** Columns of the terminal; 100 when left out. */
  readonly width?: number;
  /** Whether ignore comments on errors count; `accept` when left out. */
  readonly ignores?: Settings['ignores'];
}

type Style = Parameters<typeof styleText>[0];
type Colour = 'red' | 'yellow' | 'cyan';
type Paint = (style: Style, text: string) => string;

const colours: Readonly<Record<Severity, Colour>> = {
  error: 'red',
  warning: 'yellow',
  notice: 'cyan',
};
const labels = ['why', 'to do'] as const;
const labelWidth = 7;

/**
 * A review for a terminal: the findings in the order of the files, what was ignored or accepted,
 * and a summary. Nothing from the repository reaches the terminal as a control character.
 */
export function renderText(review: Review, options: TextOptions): string {
  const { colour, ignores = defaultSettings.ignores } = options;
  const width = Math.max(40, options.width ?? 100);
  const paint: Paint = (style, text) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const open = openFindings(review, ignores).sort(byPlace);
  const sections = [...Map.groupBy(open, ({ path }) => path)].flatMap(([path, findings]) => {
    const lines = options.textOf(path)?.split(/\r\n|\n|\r/) ?? [];
    return findings.map((finding) => findingLines(finding, lines, width, paint));
  });
  const summary = summaryLines(review, open, settledFindings(review, ignores), paint);
  return [...sections, summary].map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function findingLines(
  finding: Finding,
  lines: readonly string[],
  width: number,
  paint: Paint,
): string[] {
  const { severity, message, why, todo, check } = finding;
  const head = `${paint('bold', placeOf(finding))} ${paint([colours[severity], 'bold'], severity)} ${check}`;
  const texts = [why, todo].flatMap((text, index) => labelled(labels[index]!, text, width, paint));
  return [
    head,
    ...blocksOf(message).flatMap(({ text }) => wrap(text, width, '  ')),
    ...excerptLines(finding, lines, width, paint),
    ...texts,
    ...(finding.ignored ? labelled('ignore', finding.ignored.reason, width, paint) : []),
  ];
}

function excerptLines(
  finding: Finding,
  lines: readonly string[],
  width: number,
  paint: Paint,
): string[] {
  const number = `  ${finding.line} `;
  const excerpt = excerptOf(lines, finding, width - number.length - 2);
  if (!excerpt) return [''];
  const margin = ' '.repeat(number.length);
  return [
    '',
    `${paint('dim', `${number}│`)} ${excerpt.source}`,
    `${paint('dim', `${margin}│`)} ${paint(colours[finding.severity], excerpt.marks)}`,
    '',
  ];
}

/** Text of several paragraphs beside its label. */
function labelled(label: string, markdown: string, width: number, paint: Paint): string[] {
  const margin = ' '.repeat(labelWidth + 2);
  const lines = blocksOf(markdown).flatMap(({ lead, text, isCode }) =>
    isCode ? [margin + lead + text] : wrap(text, width, margin + lead),
  );
  const first = (lines[0] ?? '').slice(margin.length);
  return [`  ${paint('dim', label.padEnd(labelWidth))}${first}`, ...lines.slice(1)];
}

function summaryLines(
  review: Review,
  open: readonly Finding[],
  settled: readonly Finding[],
  paint: Paint,
): string[] {
  const { known } = review.statistics;
  const view = {
    settled: settled.map((finding) => ({
      place: placeOf(finding),
      check: finding.check,
      by: finding.accepted && { name: finding.accepted.by },
      reason: (finding.accepted ?? finding.ignored)!.reason,
    })),
    skipped: skippedOf(review).map(({ checks, because }) => ({ checks: listed(checks), because })),
    migrators: migratorsOf(review),
    leftAlone: leftAloneOf(review),
    replay: review.replay && {
      engine: review.replay.engine,
      line: replayLine(review.replay),
    },
    known: known > 0 && plural(known, 'finding'),
    verdict: review.verdict,
    counts: countsOf(open) || 'no findings',
    scope: scopeOf(review),
    untouched: isUntouched(review),
  };
  const lines = render('text-summary', view, oneLine).trim().split('\n');
  const last = lines.pop()!;
  return [...lines, paint('bold', last)];
}

function placeOf({ path, line, column }: Finding): string {
  return `${visible(path)}:${line}:${column}`;
}

function oneLine(text: string): string {
  return visible(text.replace(/[\t\r\n]+/g, ' '));
}
