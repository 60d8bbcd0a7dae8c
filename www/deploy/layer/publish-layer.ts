import { LIMITS } from "../../common/facts";
import type { Architecture, EndpointConfig, LambdaAction, Values } from "../aws-types";
import { DeployError } from "../error";
import type { Lambda } from "../lambda";
import type { S3Uploads } from "../s3/s3-uploads";
import type { TransferOptions, Zip } from "../transfer";

/** A layer version to publish. */
export interface LayerRequest {
  layerName: string;
  runtime: string;
  architecture: Architecture;
  /** The bucket that Lambda takes the package from. `{region}` stands for the region. */
  bucket?: string;
  key: string;
}

type PublishAction = Extract<LambdaAction, { op: "PublishLayerVersion" }>;
type LayerVersion = Values["PublishLayerVersion"];

/** Number of newest versions that are compared after an unclear failure, as others may publish at the same time. */
const NEWEST = 3;

/** Publishes a layer version, and verifies that it has the package. */
export async function publishLayer(
  lambda: Lambda,
  s3: S3Uploads,
  zip: Zip,
  place: EndpointConfig,
  { layerName, runtime, architecture, bucket, key }: LayerRequest,
  options: TransferOptions,
): Promise<LayerVersion> {
  if (!bucket && zip.blob.size > LIMITS.directUpload) {
    throw new DeployError({
      code: "package-needs-bucket",
      message: `The layer has ${zip.blob.size} bytes, and Lambda takes ${LIMITS.directUpload} in a request`,
      hint: "Name a bucket: the layer then goes to Lambda through S3",
    });
  }
  const name = bucket?.replaceAll("{region}", place.region);
  const code = name ? await s3.upload(zip, { place, bucket: name, key }, options) : ({ zipFile: true } as const);
  const action = {
    op: "PublishLayerVersion" as const,
    layerName,
    code,
    runtimes: [runtime],
    architectures: [architecture],
  };
  const published = await sendLayerVersion(lambda, action, place, zip, options);
  if (published.codeSha256 !== zip.codeSha256) {
    throw new DeployError({
      code: "code-differs",
      message: `Lambda reports the CodeSha256 "${published.codeSha256}" for the layer, and it has "${zip.codeSha256}"`,
      hint: "The layer version does NOT hold these bytes: delete it and look who repacked it",
    });
  }
  return published;
}

/** Publishes a layer version exactly once, even if an answer is lost. */
export function sendLayerVersion(
  lambda: Lambda,
  action: PublishAction,
  place: EndpointConfig,
  zip: Zip,
  options: TransferOptions,
): Promise<LayerVersion> {
  const send = () => lambda.sendCode("PublishLayerVersion", action, place, zip, options);
  return lambda.sendOnce(send, options, () => findLayerVersion(lambda, action, place, zip, options));
}

/** Finds one of the newest versions with these bytes, for the same runtimes and architectures. */
async function findLayerVersion(
  lambda: Lambda,
  { layerName, runtimes, architectures }: PublishAction,
  place: EndpointConfig,
  zip: Zip,
  { signal }: TransferOptions,
): Promise<LayerVersion | undefined> {
  const options = signal ? { signal } : {};
  const list = { op: "ListLayerVersions", layerName } as const;
  const { layerVersions } = await lambda.run("ListLayerVersions", list, place, options);
  for (const { version: versionNumber } of layerVersions.slice(0, NEWEST)) {
    const get = { op: "GetLayerVersion", layerName, versionNumber } as const;
    const version = await lambda.run("GetLayerVersion", get, place, options);
    const { compatibleRuntimes = [], compatibleArchitectures = [] } = version;
    const hasRuntimes = runtimes.every((runtime) => compatibleRuntimes.includes(runtime));
    const hasArchitectures = architectures.every((one) => compatibleArchitectures.includes(one));
    if (version.codeSha256 === zip.codeSha256 && hasRuntimes && hasArchitectures) return version;
  }
  return undefined;
}
