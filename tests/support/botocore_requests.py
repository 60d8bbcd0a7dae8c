"""Signs our requests with botocore's signer, and builds the same requests with botocore's own clients.

Reads a JSON list of cases, writes a JSON list of what botocore makes of each.
"""

import datetime
import json
import sys

import botocore.auth
import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials


class Captured(Exception):
    """Carries a request out of botocore before it is sent."""


def frozen(case):
    moment = datetime.datetime.fromtimestamp(case["now"] / 1000, datetime.timezone.utc)
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: (
        moment.replace(tzinfo=None) if remove_tzinfo else moment
    )


def keys(case):
    return Credentials(case["id"], case["secret"], case["token"])


def in_headers(case):
    signer = botocore.auth.S3SigV4Auth if case["service"] == "s3" else botocore.auth.SigV4Auth
    signer = signer(keys(case), case["service"], case["region"])
    if case["payload"] is not None:
        signer.payload = lambda request: case["payload"]
    request = AWSRequest(case["method"], case["url"], dict(case["headers"]), (case["text"] or "").encode())
    signer.add_auth(request)
    return request.headers["Authorization"]


def in_query(case):
    if case["service"] != "s3":
        return None
    signer = botocore.auth.S3SigV4QueryAuth(keys(case), "s3", case["region"], expires=case["expires"])
    request = AWSRequest(case["method"], case["url"], {}, b"")
    signer.add_auth(request)
    return request.url


def by_client(session, case):
    place = case["place"]
    endpoint = place.get(f"{case['service']}Endpoint")
    style = {True: "path", False: "virtual", None: "path" if endpoint else "auto"}[place.get("pathStyle")]
    client = session.create_client(
        case["service"],
        region_name=case["region"],
        endpoint_url=endpoint,
        aws_access_key_id=case["id"],
        aws_secret_access_key=case["secret"],
        aws_session_token=case["token"],
        config=Config(
            signature_version="s3v4" if case["service"] == "s3" else None,
            request_checksum_calculation="when_required",
            s3={"addressing_style": style, "us_east_1_regional_endpoint": "regional"},
        ),
    )

    def capture(request, **_):
        raise Captured(request)

    client.meta.events.register("before-send", capture)
    try:
        client._make_api_call(case["op"], case["params"])
    except Captured as captured:
        request = captured.args[0]
    body = request.body
    body = body.decode() if isinstance(body, (bytes, bytearray)) else None
    return {"method": request.method, "url": request.url, "body": body}


def main():
    session = botocore.session.Session()
    answers = []
    for case in json.load(sys.stdin):
        frozen(case)
        answers.append(
            {"authorization": in_headers(case), "presigned": in_query(case), "sent": by_client(session, case)}
        )
    json.dump(answers, sys.stdout)


main()
