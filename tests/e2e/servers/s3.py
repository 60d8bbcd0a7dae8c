"""boto3 as the other client of the same S3 server: cors BUCKET, get BUCKET KEY FILE, put BUCKET KEY FILE."""

import sys

import boto3
from botocore.config import Config

endpoint, region, key_id, secret, command, bucket, *rest = sys.argv[1:]
s3 = boto3.client(
    "s3",
    endpoint_url=endpoint,
    region_name=region,
    aws_access_key_id=key_id,
    aws_secret_access_key=secret,
    config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
)
if command == "cors":
    rule = {
        "AllowedOrigins": ["*"],
        "AllowedMethods": ["GET", "HEAD", "PUT", "POST", "DELETE"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag", "Date", "x-amz-version-id", "x-amz-checksum-sha256"],
    }
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})
elif command == "get":
    s3.download_file(bucket, *rest)
elif command == "put":
    key, path = rest
    s3.upload_file(path, bucket, key)
else:
    raise SystemExit(f'"{command}" is no command')
