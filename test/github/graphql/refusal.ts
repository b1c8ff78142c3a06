/** A "no" that GitHub itself would answer, with the type that it puts beside the message. */
export class Refusal extends Error {
  readonly type: 'NOT_FOUND' | 'FORBIDDEN';

  constructor(type: Refusal['type'], message: string) {
    super(message);
    this.type = type;
  }
}
