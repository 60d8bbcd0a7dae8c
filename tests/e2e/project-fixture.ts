/** Repositories with typical layouts. */
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { wheel } from "./zip.ts";

/** Writes files, and the folders that they are in. */
export async function write(directory: string, files: Record<string, string | Buffer>): Promise<string> {
  for (const [name, data] of Object.entries(files)) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, data);
  }
  return directory;
}

/** The names of the functions of {@link tenFunctions}. */
export const TEN = Array.from({ length: 10 }, (_, index) => `Function${index}`);

/**
 * Ten functions: two share a folder, some require one library, some another, and one of them has a layer. The files are
 * different each time, because a package that a function already has from another test on the same servers is not sent
 * again.
 */
export async function tenFunctions(directory: string): Promise<string> {
  const mark = randomBytes(8).toString("hex");
  const [demo, other] = [wheel({ name: "demo" }), wheel({ name: "other" })];
  const resources = TEN.map((id, index) => {
    const folder = `functions/f${index === 9 ? 8 : index}`;
    const layers = index === 5 ? "\n      Layers: [!Ref Shared]" : "";
    return `  ${id}:
    Type: AWS::Serverless::Function # number ${index}
    Properties:
      CodeUri: ${folder}/
      Handler: app.handler${layers}
`;
  });
  const codes = TEN.map((_, index): [string, string] => {
    const imports =
      index === 5 ? "import shared" : index % 3 === 0 ? "import demo" : index % 3 === 1 ? "import other" : "";
    const handler = `def handler(event, context):\n    return ${index}  # ${mark}\n`;
    return [`functions/f${index}/app.py`, `${imports}\n\n\n${handler}`];
  });
  const requirements = TEN.flatMap((_, index): [string, string][] =>
    index === 5 || index % 3 === 2
      ? []
      : [[`functions/f${index}/requirements.txt`, index % 3 === 0 ? "demo\n" : "other\n"]],
  );
  return write(join(directory, "repository"), {
    "template.yaml": `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31

# What all functions have in common.
Globals:
  Function:
    Runtime: python3.13

Resources:
${resources.join("\n")}
  Shared:
    Type: AWS::Serverless::LayerVersion
    Properties:
      ContentUri: layers/shared
`,
    ...Object.fromEntries([...codes, ...requirements]),
    "layers/shared/python/shared.py": "value = 1\n",
    "README.md": "# Ten functions\n",
    [`wheels/${demo.fileName}`]: demo.data,
    [`wheels/${other.fileName}`]: other.data,
  });
}
