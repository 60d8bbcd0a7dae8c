"""boto3 as an independent witness that stays up: a JSON request a line in, a JSON answer a line out."""

import base64
import hashlib
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

place = json.loads(sys.argv[1])


def client(service, of, **more):
    return boto3.client(
        service,
        endpoint_url=of["url"],
        region_name=of["region"],
        aws_access_key_id=of["keys"]["accessKeyId"],
        aws_secret_access_key=of["keys"]["secretAccessKey"],
        **more,
    )


s3 = client("s3", place["s3"], config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
functions = place["lambda"] and client("lambda", place["lambda"])


def held(bucket, key):
    """The SHA-256 of the object's bytes, or null."""
    try:
        body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchKey":
            return None
        raise
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def put(bucket, key, text):
    s3.put_object(Bucket=bucket, Key=key, Body=text.encode())


def uploads(bucket, key):
    """The ids of multipart uploads under way to a key."""
    found = s3.list_multipart_uploads(Bucket=bucket, Prefix=key).get("Uploads", [])
    return [one["UploadId"] for one in found if one["Key"] == key]


def begin(bucket, key):
    return s3.create_multipart_upload(Bucket=bucket, Key=key)["UploadId"]


def abort(bucket, key, upload):
    s3.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload)


def presign(bucket, key, expires, headers):
    return s3.generate_presigned_url("put_object", {"Bucket": bucket, "Key": key, **headers}, expires)


def form(bucket, key, most):
    return s3.generate_presigned_post(bucket, key, Conditions=[["content-length-range", 1, most]])


def code(name):
    """The CodeSha256 of a function."""
    return functions.get_function_configuration(FunctionName=name)["CodeSha256"]


commands = {one.__name__: one for one in [held, put, uploads, begin, abort, presign, form, code]}
for line in sys.stdin:
    name, *args = json.loads(line)
    try:
        answer = {"value": commands[name](*args)}
    except Exception as error:
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)
