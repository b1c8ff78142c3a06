declare module 'pg-query-emscripten/pg_query_wasm.js' {
  /** `message` is empty where there is no error; `cursorpos` counts code points from 1. */
  interface PgQueryError {
    readonly message: string;
    readonly cursorpos: number;
  }

  export interface PgQuery {
    /** The allocator of the wrappers; 1, the default, is the stack, and 0 is malloc. */
    ALLOC_STACK: number;
    allocate(bytes: Uint8Array, allocator: number): number;
    _free(pointer: number): void;
    raw_parse(pointer: number): { readonly parse_tree: string; readonly error: PgQueryError };
    raw_parse_plpgsql(pointer: number): {
      readonly plpgsql_funcs: string;
      readonly error: PgQueryError;
    };
  }

  const PgQueryModule: new () => PromiseLike<PgQuery>;
  export default PgQueryModule;
}
