// Written by scripts/generate-lists.ts; do not edit.
export const RANGES = [
  {"name":"daterange","element":"date","majors":15},
  {"name":"int4range","element":"int4","majors":15},
  {"name":"int8range","element":"int8","majors":15},
  {"name":"numrange","element":"numeric","majors":15},
  {"name":"tsrange","element":"timestamp","majors":15},
  {"name":"tstzrange","element":"timestamptz","majors":15},
] as const;
