/** A commit object, taken apart. */
export interface CommitObject {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

export interface Person {
  readonly name: string;
  readonly email: string;
  /** ISO 8601, UTC. */
  readonly date: string;
}

/** Reads the text of a commit object. */
export function parseCommit(body: Buffer): CommitObject {
  const text = body.toString('utf8');
  const end = text.indexOf('\n\n');
  const headers = text.slice(0, end).split('\n');
  const values = (name: string) =>
    headers
      .filter((line) => line.startsWith(`${name} `))
      .map((line) => line.slice(name.length + 1));
  return {
    tree: values('tree')[0]!,
    parents: values('parent'),
    author: person(values('author')[0]!),
    committer: person(values('committer')[0]!),
    message: text.slice(end + 2).replace(/\n$/, ''),
  };
}

function person(line: string): Person {
  const [, name, email, seconds] = /^(.*?) ?<(.*?)> (\d+)/.exec(line)!;
  const date = new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
  return { name: name!, email: email!, date };
}
