"""Users, a role and functions in a moto server that does not verify signatures yet. Prints what the tests need."""

import io
import json
import sys
import time
import zipfile

import boto3

endpoint = sys.argv[1]


def client(service, region="us-east-1"):
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="setup",
        aws_secret_access_key="setup",
    )


def package(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("lambda_function.py", text)
    return buffer.getvalue()


def user(name, actions):
    iam.create_user(UserName=name)
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    iam.put_user_policy(UserName=name, PolicyName="tests", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}


iam = client("iam")
trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
role = iam.create_role(RoleName="function", AssumeRolePolicyDocument=document)["Role"]["Arn"]

for region in ["us-east-1", "eu-west-1"]:
    for name in ["hello", "other", "third", *(f"Function{number}" for number in range(10))]:
        client("lambda", region).create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=role,
            Handler="lambda_function.lambda_handler",
            Code={"ZipFile": package(f"# {name}\n")},
        )

logs = client("logs")
group = "/aws/lambda/hello"
logs.create_log_group(logGroupName=group)
# Later than the lines that moto writes when a test invokes the function, so that these are the newest ones. At most
# two hours in the future.
now = int(time.time() * 1000) + 3_600_000
for stream, lines in [("2026/11/25/[$LATEST]a", ["an old line"]), ("2026/11/26/[$LATEST]b", ["START", "a new line"])]:
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    events = [{"timestamp": now + number, "message": f"{line}\n"} for number, line in enumerate(lines)]
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
    now += 60_000

print(
    json.dumps(
        {
            "role": role,
            "keys": user("deployer", ["lambda:*", "iam:PassRole", "s3:*", "logs:*"]),
            "readOnly": user("reader", ["lambda:Get*"]),
        }
    )
)
