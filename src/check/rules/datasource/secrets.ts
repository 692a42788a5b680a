import { rule } from "../../rule.js";

/** Where Grafana finds the secret, instead of the secret. */
const reference = /^(\$__file\{\/[^{}]+\}|\$__env\{\w+\}|\$\{\w+\}|\$[A-Za-z]\w*)$/;

const key = /-----BEGIN [A-Z ]*(PRIVATE KEY|CERTIFICATE)/;

const fix = "write $__file{/path/to/it} or ${NAME_OF_AN_ENVIRONMENT_VARIABLE}, and change the secret: it was in a file";

/** Never prints what it found. */
export default rule("datasource/secrets", {
  why: "Provisioning files are read by many and kept in version control; a secret in one is no secret.",
  severity: "error",
  check: function* ({ texts }) {
    for (const { location, text } of texts) {
      const secure = location.steps.at(-2) === "secureJsonData";
      if (secure && !reference.test(text)) yield { location, message: "the secret itself stands in the file", fix };
      else if (key.test(text)) yield { location, message: "a key or certificate stands in the file", fix };
    }
  },
});
