"""Makes a user in moto who may do what a policy allows. The argument is moto's address, which
must let the three requests in. The policy comes from standard input. Prints the new user's keys.

moto knows no resources of Lambda's actions and matches "*" alone, so the policy's actions count and its ARNs do not."""

import json
import sys
import uuid

import boto3

iam = boto3.client(
    "iam",
    region_name="us-east-1",
    endpoint_url=sys.argv[1],
    aws_access_key_id="setup",
    aws_secret_access_key="setup",
)
policy = json.load(sys.stdin)
for statement in policy["Statement"]:
    statement["Resource"] = "*"
name = f"least-{uuid.uuid4().hex[:8]}"
iam.create_user(UserName=name)
iam.put_user_policy(UserName=name, PolicyName="least", PolicyDocument=json.dumps(policy))
key = iam.create_access_key(UserName=name)["AccessKey"]
print(json.dumps({"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}))
