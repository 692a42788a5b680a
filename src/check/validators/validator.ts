/** One error of a compiled validator. */
export interface SchemaError {
  /** JSON pointer to the value. */
  readonly instancePath: string;
  /** Path of the failing keyword in the schema. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: unknown;
  readonly data?: unknown;
}

/** A validator that was compiled from a JSON Schema ahead of time. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}
