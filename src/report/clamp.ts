import { closesFence, type Fence, opensFence } from './markdown.ts';

/** Of the 65,535 characters that GitHub takes for a text; the rest is for what others may add. */
export const longestText = 60_000;

/**
 * Cuts Markdown to at most `limit` UTF-16 code units. It cuts between lines, closes the fence and
 * the `<details>` that are open there, and ends with `notice`; a `<details>` and its summary
 * stand on one line of their own.
 */
export function clamp(markdown: string, limit: number, notice: string): string {
  if (markdown.length <= limit) return markdown;
  let fence: Fence | null = null;
  let depth = 0;
  let length = 0;
  let cut = notice.length <= limit ? notice : '';
  for (const line of markdown.split('\n')) {
    length += line.length + 1;
    if (length > limit) break;
    if (fence) {
      if (closesFence(line, fence)) fence = null;
    } else {
      fence = opensFence(line);
      if (line.startsWith('<details>')) depth++;
      if (line.startsWith('</details>')) depth--;
    }
    const end = ending(fence, depth, notice);
    if (length + end.length <= limit) cut = markdown.slice(0, length) + end;
  }
  return cut;
}

function ending(fence: Fence | null, depth: number, notice: string): string {
  const closedFence = fence ? `${fence.indent}${fence.marks}\n` : '';
  return `${closedFence}\n${'</details>\n\n'.repeat(depth)}${notice}`;
}

/** The first of `parts` that fit into `limit` code units together, and how many are left over. */
export function fit(parts: readonly string[], limit: number): { shown: string[]; left: number } {
  let length = 0;
  let count = 0;
  for (const part of parts) {
    length += part.length;
    if (length > limit) break;
    count++;
  }
  return { shown: parts.slice(0, count), left: parts.length - count };
}
