import { visible } from '../review/words.ts';
import { type Segment, segmentsOf } from './markdown.ts';

/** A paragraph, an item of a list, a line of code, or an empty line, for where Markdown is not shown. */
export interface Block {
  /** What stands before the first line and indents the others: `1. `, or the indentation of code. */
  readonly lead: string;
  /** One line; spaces that must not become line ends are U+00A0. */
  readonly text: string;
  readonly isCode: boolean;
}

const codeIndent = '    ';
const item = /^\s*(?:[-*]|\d+\.) +/;

/** Reads Markdown of ours as blocks of plain, visible text; code spans keep their backticks. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let paragraph = '';
  const end = () => {
    if (paragraph !== '') blocks.push(paragraphBlock(paragraph));
    paragraph = '';
  };
  for (const line of linesOf(segmentsOf(markdown.trim()))) {
    if (typeof line === 'string') {
      if (line.trim() === '' || item.test(line)) end();
      if (line.trim() === '' && blocks.at(-1)?.text !== '') blocks.push(emptyLine);
      else paragraph += paragraph === '' ? line.trimEnd() : ` ${line.trim()}`;
      continue;
    }
    end();
    for (const code of line) {
      blocks.push({ lead: codeIndent, text: visible(code.replaceAll('\t', '  ')), isCode: true });
    }
  }
  end();
  return blocks;
}

/** Markdown of ours as plain text, one paragraph a line. */
export function plain(markdown: string): string {
  return blocksOf(markdown)
    .map(({ lead, text }) => lead + text.replaceAll('\u00a0', ' '))
    .join('\n');
}

const emptyLine: Block = { lead: '', text: '', isCode: false };

function paragraphBlock(paragraph: string): Block {
  const lead = item.exec(paragraph)?.[0] ?? '';
  return { lead, text: paragraph.slice(lead.length).trim(), isCode: false };
}

/** Lines of text as strings, and fences as the lists of their lines. */
function linesOf(segments: readonly Segment[]): (string | string[])[] {
  const lines: (string | string[])[] = [];
  let line: string | null = null;
  let isBehindFence = false;
  for (const segment of segments) {
    if (segment.kind === 'fence') {
      lines.push(segment.text.split('\n'));
      isBehindFence = true;
    } else if (segment.kind === 'text' && segment.text === '\n') {
      if (line !== null || (lines.length > 0 && !isBehindFence)) lines.push(line ?? '');
      line = null;
      isBehindFence = false;
    } else {
      line = (line ?? '') + words(segment);
    }
  }
  if (line !== null) lines.push(line);
  return lines;
}

function words(segment: Segment): string {
  const text = visible(segment.text.replace(/[\t\u00a0]/g, ' '));
  if (segment.kind === 'code') return `\`${text.replaceAll(' ', '\u00a0')}\``;
  return text.replace(/\*\*([^*]+)\*\*/g, '$1');
}
