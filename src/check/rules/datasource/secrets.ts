import { rule } from "../../rule.js";

/** A reference to a secret, in place of the secret. */
const reference = /^(\$__file\{\/[^{}]+\}|\$__env\{\w+\}|\$\{\w+\}|\$[A-Za-z]\w*)$/;

const pem = /-----BEGIN [A-Z ]*(PRIVATE KEY|CERTIFICATE)/;

const fix =
  "write $__file{/path/to/it} or ${NAME_OF_AN_ENVIRONMENT_VARIABLE}, and change the secret, since it was in a file";

/** Its findings never hold the secret. */
export default rule("datasource/secrets", {
  why: "Many people read provisioning files, and version control keeps them, so that a secret in one is public.",
  severity: "error",
  check: function* ({ texts }) {
    for (const { location, text } of texts) {
      const secure = location.steps.at(-2) === "secureJsonData";
      if (secure && !reference.test(text)) yield { location, message: "the file holds the secret itself", fix };
      else if (pem.test(text)) yield { location, message: "the file holds a key or a certificate", fix };
    }
  },
});
