"""Makes with botocore what people paste: a presigned URL, a POST form, a ticket; and signs our policy.

Reads `{id, secret, token, now, policy, date}`, writes `{put, elsewhere, typed, sized, get, post, ticket, signature}`.
`elsewhere` is of a client without `addressing_style`, which takes the one host of all regions.
"""

import datetime
import json
import sys

import botocore.auth
import botocore.session
import botocore.signers
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

given = json.load(sys.stdin)
moment = datetime.datetime.fromtimestamp(given["now"] / 1000, datetime.timezone.utc)


def frozen(remove_tzinfo=True):
    return moment.replace(tzinfo=None) if remove_tzinfo else moment


botocore.auth.get_current_datetime = frozen
botocore.signers.get_current_datetime = frozen



def client(**more):
    return botocore.session.Session().create_client(
        "s3",
        region_name="eu-central-1",
        aws_access_key_id=given["id"],
        aws_secret_access_key=given["secret"],
        aws_session_token=given["token"],
        config=Config(signature_version="s3v4", **more),
    )


s3 = client(s3={"addressing_style": "virtual"})
target = {"Bucket": "packages", "Key": "a b/ä+f.zip"}


def url(operation, **more):
    return s3.generate_presigned_url(operation, {**target, **more}, 3600)


upload = {"UploadId": "u+1/="}
ticket = {
    "wheelpressTicket": 1,
    "bucket": target["Bucket"],
    "key": target["Key"],
    "expires": (moment + datetime.timedelta(seconds=3600)).isoformat(),
    "partSize": 8 << 20,
    "maximumSize": 20 << 20,
    "parts": [url("upload_part", PartNumber=1 + n, **upload) for n in range(3)],
    "complete": url("complete_multipart_upload", **upload),
    "abort": url("abort_multipart_upload", **upload),
    "list": url("list_parts", **upload),
}
post = s3.generate_presigned_post(
    target["Bucket"],
    "a/${filename}",
    Fields={"acl": "private"},
    Conditions=[["content-length-range", 1, 5000], {"acl": "private"}],
    ExpiresIn=3600,
)
signer = botocore.auth.S3SigV4PostAuth(Credentials(given["id"], given["secret"]), "s3", "eu-central-1")
request = AWSRequest("POST", "https://packages.s3.eu-central-1.amazonaws.com/")
request.context["timestamp"] = given["date"]
json.dump(
    {
        "put": url("put_object"),
        "elsewhere": client().generate_presigned_url("put_object", target, 3600),
        "sized": url("put_object", ContentLength=1000),
        "typed": url("put_object", ContentType="application/zip"),
        "get": url("get_object"),
        "post": post,
        "ticket": ticket,
        "signature": signer.signature(given["policy"], request),
    },
    sys.stdout,
)
