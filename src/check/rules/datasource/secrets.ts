import type { Text } from "../../file-model.js";
import { rule } from "../../rule.js";

/** A reference to a secret, in place of the secret. A path ends at the first closing brace. */
const reference = /^(\$__file\{(\/|[A-Za-z]:[\\/])[^}]+\}|\$__env\{\w+\}|\$\{\w+\}|\$[A-Za-z]\w*)$/;

/** A reference inside of a text, as in `Bearer $TOKEN`. `$$` is a plain `$`. */
const holdsReference = (text: string) => /\$[A-Za-z_{]/.test(text.replaceAll("$$", ""));

const pem = /-----BEGIN [A-Z ]*(PRIVATE KEY|CERTIFICATE)/;
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY/;

/** Certificates of authorities are public, so that only this project's own files must not hold one. */
const isSecretText = ({ key, text, location }: Text): boolean => {
  const { foreign } = location.source;
  if (location.steps.at(-2) !== "secureJsonData") return false;
  if (foreign) return text !== "" && !/Cert$/.test(key) && !holdsReference(text);
  return !reference.test(text);
};

const fix =
  "write $__file{/path/to/it} or ${NAME_OF_AN_ENVIRONMENT_VARIABLE}, and change the secret, since it was in a file";

/** Its findings never hold the secret. */
export default rule("datasource/secrets", {
  why: "Many people read provisioning files, and version control keeps them, so that a secret in one is public.",
  severity: "error",
  files: "all",
  check: function* ({ texts }) {
    for (const each of texts) {
      const { location, text } = each;
      if (isSecretText(each)) yield { location, message: "the file holds the secret itself", fix };
      else if ((location.source.foreign ? privateKey : pem).test(text)) {
        yield { location, message: "the file holds a key or a certificate", fix };
      }
    }
  },
});
