"""Greets whoever the event names, in the language it asks for."""

from greeting import greet


def lambda_handler(event, context):
    return {"greeting": greet(event.get("name", "world"), event.get("language", "en"))}
