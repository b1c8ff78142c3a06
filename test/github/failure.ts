/** An answer of GitHub's that says no. Thrown by a handler, sent by the server. */
export class Failure extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    more: { errors?: unknown[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.headers = more.headers ?? {};
    this.body = {
      message,
      ...(more.errors ? { errors: more.errors } : {}),
      documentation_url: 'https://docs.github.com/rest',
      status: String(status),
    };
  }
}

export function notFound(message = 'Not Found'): Failure {
  return new Failure(404, message);
}

/** 422 in the shape of a model's failed validation. */
export function invalid(resource: string, field: string, message: string): Failure {
  return new Failure(422, 'Validation Failed', {
    errors: [{ resource, code: 'custom', field, message }],
  });
}

/** 422 in the shape that reviews answer with: sentences, not objects. */
export function unprocessable(...errors: string[]): Failure {
  return new Failure(422, 'Unprocessable Entity', { errors });
}
