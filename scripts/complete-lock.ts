import { readFileSync, writeFileSync } from 'node:fs';

// A registry that lacks the builds of other platforms leaves them out of package-lock.json, and
// `npm ci` then refuses the file. This adds them by name and version, so that every platform can
// install; npm takes their integrity from the registry. Run it after `npm install` where it is needed.

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> };

const systems = ['darwin', 'win32', 'android', 'freebsd', 'openharmony'];
const processors = ['arm64', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'arm'];

for (const [path, { dev, optionalDependencies = {} }] of Object.entries(lock.packages)) {
  if (path === '') continue;
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(path, name)) continue;
    const platform = name.slice(name.indexOf('/') + 1);
    lock.packages[`node_modules/${name}`] = {
      version,
      ...{ cpu: [processors.find((each) => platform.includes(each)) ?? 'none'] },
      ...(dev && { dev }),
      ...{ optional: true, os: [systems.find((each) => platform.includes(each)) ?? 'linux'] },
    };
    console.log(`added ${name}@${version}`);
  }
}
const sorted = Object.entries(lock.packages).sort(([one], [other]) =>
  one.localeCompare(other, 'en'),
);
writeFileSync(
  file,
  `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`,
);

/** npm looks for a package in the folder of the one that needs it, then outwards. */
function isLocked(path: string, name: string): boolean {
  for (
    let folder = path;
    ;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  ) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}
