import type { Answer, Call } from './call.ts';

/**
 * One page of a list, with GitHub's Link header: `per_page` is 30 unless asked for, at most 100.
 */
export function page<T>(
  call: Call,
  items: readonly T[],
  show: (item: T) => unknown,
  wrap: (shown: unknown[]) => unknown = (shown) => shown,
): Answer {
  const { number, size } = pageAsked(call, 30, 100);
  const shown = items.slice((number - 1) * size, number * size).map(show);
  const last = Math.max(1, Math.ceil(items.length / size));
  return { body: wrap(shown), headers: linkHeader(call, number, last) };
}

export function pageAsked(call: Call, usual: number, most: number) {
  const size = Math.min(Math.max(Number(call.query.per_page ?? usual), 1), most);
  return { number: Math.max(Number(call.query.page ?? 1), 1), size };
}

export function linkHeader(call: Call, number: number, last: number): Record<string, string> {
  const address = (target: number) => {
    const query = new URLSearchParams({ ...call.query, page: String(target) });
    return `${call.world.url}${call.address}?${query}`;
  };
  const links: string[] = [];
  if (number > 1) links.push(`<${address(number - 1)}>; rel="prev"`);
  if (number < last) links.push(`<${address(number + 1)}>; rel="next"`);
  if (number < last) links.push(`<${address(last)}>; rel="last"`);
  if (number > 1) links.push(`<${address(1)}>; rel="first"`);
  return links.length > 0 ? { link: links.join(', ') } : {};
}
