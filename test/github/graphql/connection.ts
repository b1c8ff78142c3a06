/** The first items after a cursor, as GraphQL connections hold them. At most 100, as GitHub has it. */
export function connection<T>(
  items: readonly T[],
  window: { first?: number; after?: string | null },
) {
  const start = window.after == null ? 0 : Number(atob(window.after));
  const nodes = items.slice(start, start + Math.min(window.first ?? 100, 100));
  const cursor = (at: number) => btoa(String(start + at + 1));
  const end = start + nodes.length;
  return {
    totalCount: items.length,
    nodes,
    edges: nodes.map((node, at) => ({ node, cursor: cursor(at) })),
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: nodes.length > 0 ? cursor(0) : null,
      endCursor: nodes.length > 0 ? cursor(nodes.length - 1) : null,
    },
  };
}
