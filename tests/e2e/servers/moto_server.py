"""moto's server, with one fault mended: for a request without a body, it takes the hash of other things for the
hash of nothing, so that no GET's signature would ever fit."""

import sys

from moto.iam.access_control import IAMRequestBase
from moto.server import main

create_aws_request = IAMRequestBase._create_aws_request


def with_empty_body(self):
    if not self._body:
        self._data = b""
    return create_aws_request(self)


IAMRequestBase._create_aws_request = with_empty_body
main(sys.argv[1:])
