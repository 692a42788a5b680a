import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores([
    "dist/",
    "exporter/dist/",
    "coverage/",
    "provisioning/",
    "schemas/",
    "src/check/validators/generated.*",
    // Written in other people's projects, which are compiled there.
    "test/package/consumer/",
    "test/package/type-errors/",
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A cast is a promise that nobody checks. `as const` promises nothing and stays.
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // A named interface reads better than its supertype in messages, even where it adds nothing.
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
      "@typescript-eslint/no-generated-empty-object-type": "off",
      // Code points, not what a reader takes for a letter, are what names are compared by.
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      // Whoever imports a thing should find it by the name it was given.
      "no-restricted-syntax": ["error", { selector: "ExportDefaultDeclaration", message: "Export it by name." }],
      eqeqeq: "error",
      "no-param-reassign": "error",
      "prefer-const": "error",
    },
  },
  {
    // A function fits on a screen, a file on a few. An exception says its reason beside the directive.
    files: ["src/**", "exporter/src/**"],
    ignores: ["src/check/validators/generated.*"],
    rules: {
      "max-lines-per-function": ["error", { max: 60 }],
      "max-lines": ["error", { max: 300 }],
    },
  },
  {
    // The marked boundaries to code that is typed loosely: here a cast may stand, with its reason.
    files: ["src/grafana/boundary/**", "src/**/boundary.ts", "exporter/src/**/boundary.ts"],
    rules: { "@typescript-eslint/consistent-type-assertions": "off" },
  },
  {
    // Expressions carry their labels in type parameters that a single function need not use twice.
    files: ["src/promql/**"],
    rules: { "@typescript-eslint/no-unnecessary-type-parameters": "off" },
  },
  {
    files: ["src/check/rules/**", "*.config.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
  {
    files: ["test/**", "exporter/test/**"],
    rules: {
      // Tests look into parsed files, hand over what a type would refuse, and ask for more than the types promise.
      "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": false }],
      "@typescript-eslint/consistent-type-assertions": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unnecessary-condition": "off",
      "@typescript-eslint/no-unnecessary-type-arguments": "off",
      "@typescript-eslint/no-deprecated": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/require-await": "off",
    },
  },
);
