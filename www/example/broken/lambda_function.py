"""Fails on Lambda in two ways, and the page says both before: the library is built for macOS, and so is not there."""

from greeting import greet


def lambda_handler(event, context):
    return {"greeting": greet(event.get("name", "world"))}
