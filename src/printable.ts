/** The form of an emoji; the joiner of two emoji; the joiners of letters, which some scripts need. */
const visible = [
  String.raw`(?<=\p{Extended_Pictographic})\uFE0F`,
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})`,
  String.raw`(?<=(?!\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}|\p{Script=Common})[\p{L}\p{M}])[\u200C\u200D](?=\p{L})`,
].join("|");

/** Control characters, lone surrogates, line separators, and all that is invisible or changes the direction of text. */
const hidden = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]`;

const hiddenCharacter = new RegExp(`(?!${visible})${hidden}`, "u");
const hiddenCharacters = new RegExp(hiddenCharacter, "gu");

/** The first hidden character of a text, escaped: a control character, an invisible one, or one that changes direction. */
export const hiddenCharacterOf = (text: string): string | undefined => {
  const [character] = hiddenCharacter.exec(text) ?? [];
  return character === undefined ? undefined : escaped(character);
};

/** A text for people: characters that break a line, hide, or reorder the text around them become `\u{…}`. */
export const printable = (text: string): string => text.replaceAll(hiddenCharacters, escaped);

/** Several lines for people: {@link printable}, but for the line breaks and tabs. */
export const printableLines = (text: string): string =>
  text.replaceAll(hiddenCharacters, (character) =>
    character === "\n" || character === "\t" ? character : escaped(character),
  );

/** JSON for people: hidden characters in its texts become `\\uXXXX`, which a reader of the JSON turns back. */
export const printableJson = (json: string): string =>
  json.replaceAll(hiddenCharacters, (character) => {
    if (character === "\n") return character;
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });

const escaped = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`;

/** Where a command prints lines. */
interface LineOutput {
  readonly stdout: (line: string) => void;
  readonly stderr: (line: string) => void;
}

/** The same output, of printable lines: words of the command line, names of files and texts in them are no commands for the terminal. */
export const printableOutput = <Output extends LineOutput>(output: Output): Output => ({
  ...output,
  stdout: (line: string) => {
    output.stdout(printableLines(line));
  },
  stderr: (line: string) => {
    output.stderr(printableLines(line));
  },
});
