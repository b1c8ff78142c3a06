/** Files beside the migrations that tell how a repository deploys its database. */
export type SideKind = 'workflow' | 'image' | 'shell' | 'host' | 'manifest' | 'lock';

/** Tests, examples and templates, and the folders of tools that only developers have. */
const elsewhere =
  /(?:^|\/)(?:node_modules|fixtures|__fixtures__|__tests__|tests?|examples?|[\w-]*templates?|\.(?!github\/)[^/]+)\//;

const kinds: readonly (readonly [SideKind, RegExp])[] = [
  ['workflow', /^\.github\/workflows\/[^/]+\.ya?ml$/],
  ['image', /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.[Dd]ockerfile$/],
  ['shell', /(?:^|\/)(?:[\w-]*entrypoint|start|deploy[\w-]*|release[\w-]*)\.(?:ba)?sh$/],
  [
    'host',
    /(?:^|\/)(?:fly[\w.-]*\.toml|(?:railway|nixpacks|netlify)\.(?:toml|json)|vercel\.json|render\.ya?ml|Procfile)$/,
  ],
  ['manifest', /(?:^|\/)package\.json$/],
  [
    'lock',
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock)$/,
  ],
];

/** What kind of such a file a path names; null for all other files, and for those of tests and examples. */
export function sideKindOf(path: string): SideKind | null {
  if (elsewhere.test(path)) return null;
  return kinds.find(([, pattern]) => pattern.test(path))?.[0] ?? null;
}
